import { statfsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inWords } from '../../../../daemon/doctor/check.js';
import { diskSpace, freeMiB, judgeSpace, repairs } from '../../../../daemon/doctor/checks/space.js';
import { doctorContext } from '../../../helpers/doctor.js';
import { scratch } from '../../../helpers/scratch.js';

const need = { ample: 2048, least: 256 };

test.each([
  [2048, 'ok', null],
  [2047, 'warning', 'Make room.'],
  [256, 'warning', 'Make room.'],
  [255, 'missing', 'Make room.'],
  [0, 'missing', 'Make room.'],
])('%i MiB are %s', (free, state, repair) => {
  const finding = judgeSpace('/state', free, need, inWords('Make room.'));
  expect(finding).toMatchObject({ state, repair });
  expect(finding.detail).toContain(`${String(free)} MiB free in /state`);
});

test('what is free is what an ordinary user may write', async () => {
  const at = scratch();
  const { bavail, bsize } = statfsSync(at);
  // Others write to the same disk meanwhile.
  expect(Math.abs((await freeMiB(at)) - (bavail * bsize) / 1024 / 1024)).toBeLessThan(512);
  await expect(freeMiB(`${at}/none`)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('what can be made again is what a command makes room by', () => {
  const commands = Object.values(repairs({ cache: '/home/x/.cache/my bellglass' })).map(({ command }) => command);
  expect(commands).toEqual([null, "rm -r '/home/x/.cache/my bellglass'", null]);
});

test('every directory has its line', async () => {
  const context = doctorContext();
  const lines = await diskSpace.look(context);
  expect(lines.map(({ id }) => id)).toEqual(['space.state', 'space.cache', 'space.runtime']);
  expect(lines[1]?.detail).toContain(context.paths.cache);
});
