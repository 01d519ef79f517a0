import { expect, test } from 'vitest';
import { judgeMke2fs, lookAtMke2fs, mke2fs } from '../../../../daemon/doctor/checks/mke2fs.js';
import { doctorContext, placeWith } from '../../../helpers/doctor.js';

/** What is found of a mke2fs that behaves so, on Debian. */
const found = async (script: string) => {
  const place = placeWith('mke2fs', script);
  return { place, finding: judgeMke2fs({ ...(await lookAtMke2fs([place])), osRelease: 'ID=debian' }) };
};

test('one that says its version, which it does on standard error, is fine', async () => {
  const { place, finding } = await found('echo "mke2fs 1.47.0 (5-Feb-2023)" >&2');
  expect(finding).toEqual({ state: 'ok', detail: `1.47.0, ${place}/mke2fs`, repair: null, command: null });
});

test('one that fails or says nothing is to be installed', async () => {
  for (const [script, reason] of [
    ['exit 1', 'it ended with status 1'],
    ['true', 'it says no version'],
  ] as const) {
    const { place, finding } = await found(script);
    expect(finding).toEqual({
      state: 'missing',
      detail: `${place}/mke2fs does not work: ${reason}`,
      repair: 'sudo apt install e2fsprogs',
      command: 'sudo apt install e2fsprogs',
    });
  }
});

test('the first place that has it counts; without one it is to be installed', async () => {
  const [closed, open] = [placeWith('mke2fs', 'true', 0o644), placeWith('mke2fs', 'true')];
  expect((await lookAtMke2fs([closed, open])).program).toBe(`${open}/mke2fs`);
  const finding = judgeMke2fs({ ...(await lookAtMke2fs([closed])), osRelease: 'ID=arch' });
  expect(finding).toMatchObject({ state: 'missing', repair: 'sudo pacman -S e2fsprogs' });
});

test('this host has one line', async () => {
  expect(await mke2fs.look(doctorContext())).toMatchObject([{ id: 'mke2fs' }]);
});
