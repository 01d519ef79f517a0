import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { shownWalls } from '../../../daemon/doctor/trial.js';
import { doctorContext, nativesWith } from '../../helpers/doctor.js';
import { failing, silent, vmmProgram } from '../../helpers/guest/vmmPrograms.js';
import { inProject } from '../../helpers/project.js';

test('a real vmm shows its walls, and nothing of it is left', async () => {
  const context = doctorContext({ BELLGLASS_NATIVE: inProject('dist/native/linux-x64') });
  const shown = await shownWalls(context);
  expect(shown).toMatchObject({ kind: 'up' });
  const names = (shown.kind === 'up' ? shown.walls : []).map(({ wall }) => wall).sort();
  expect(names).toEqual(['descriptors', 'landlock', 'mountNamespace', 'noNewPrivs', 'rlimits', 'seccomp', 'session']);
  expect(readdirSync(context.paths.machines)).toEqual([]);
});

describe('a vmm', () => {
  /** What a vmm that behaves so shows. */
  const shownBy = async (body: string): Promise<unknown> => {
    const context = doctorContext({ BELLGLASS_NATIVE: nativesWith(vmmProgram(body)) });
    const shown = await shownWalls(context);
    expect(readdirSync(context.paths.machines)).toEqual([]);
    return shown;
  };

  test('that fails says why', async () => {
    expect(await shownBy(failing)).toEqual({ kind: 'failed', reason: 'the kernel is not there' });
  });

  test('that ends without a word is told with how it ended', async () => {
    expect(await shownBy('process.exit(3);')).toEqual({ kind: 'failed', reason: 'it ended with status 3' });
  });

  test('that complains is told with its complaint', async () => {
    const reason = 'it ended with status 1: no such flag';
    expect(await shownBy("fs.writeSync(2, 'no such flag\\n'); process.exit(1);")).toEqual({ kind: 'failed', reason });
  });

  test('that does nothing is not waited for', async () => {
    expect(await shownBy(silent)).toEqual({ kind: 'failed', reason: 'its walls were not up within 3 s' });
  });

  test('that reports rubbish has shown nothing', async () => {
    const rubbish = "fs.writeFileSync(spec.jailReport, '[{}]'); process.exit(0);";
    expect(await shownBy(rubbish)).toEqual({ kind: 'failed', reason: 'it ended with status 0' });
  });

  test('that reports its walls before it fails has shown them', async () => {
    const walls = [{ wall: 'seccomp', state: 'audit', detail: 'notes' }];
    const body = `fs.writeFileSync(spec.jailReport, '${JSON.stringify(walls)}'); process.exit(1);`;
    expect(await shownBy(body)).toMatchObject({ kind: 'up', walls });
  });
});

test('a vmm that cannot be started is told with the reason', async () => {
  const context = doctorContext({ BELLGLASS_NATIVE: nativesWith('/dev/null') });
  const shown = await shownWalls(context);
  expect(shown).toMatchObject({ kind: 'failed', reason: expect.stringContaining('cannot be started') as string });
  expect(readdirSync(context.paths.machines)).toEqual([]);
});

test('without our programs there is nothing to show', async () => {
  expect(await shownWalls(doctorContext())).toEqual({ kind: 'none' });
});
