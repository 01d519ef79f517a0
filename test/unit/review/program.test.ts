import { chmodSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runProgram, type Answer } from '../../../daemon/review/program.js';
import { inPlaceOfFs } from '../../helpers/review/program.js';

const run = async (script: string, spec: unknown = {}): Promise<Answer> =>
  await runProgram(inPlaceOfFs(script), 'apply', spec, null);

describe('bellglass-fs', () => {
  test('is told its command and its specification, and nothing of the environment', async () => {
    const script = 'printf \'{"command":"%s","home":"%s","spec":%s}\' "$1" "${HOME-none}" "$(cat)"';
    expect(await run(script, { a: 'ü' })).toEqual({
      status: 0,
      json: { command: 'apply', home: 'none', spec: { a: 'ü' } },
      complaint: '',
    });
  });

  test('answers with its status, its JSON and what it complains of', async () => {
    expect(await run('echo "[1]"; echo " why " >&2; exit 3')).toEqual({ status: 3, json: [1], complaint: 'why' });
    expect(await run('echo no json')).toEqual({ status: 0, json: null, complaint: '' });
    expect(await run('kill -9 $$')).toEqual({ status: null, json: null, complaint: '' });
  });

  test('may complain at length, and no more of it is kept', async () => {
    const { complaint } = await run('head -c 1000000 /dev/zero | tr "\\0" x >&2');
    expect(complaint).toHaveLength(4096);
  });

  test('that cannot be started is told with the reason', async () => {
    const program = inPlaceOfFs('');
    chmodSync(program, 0o644);
    expect(await runProgram(program, 'apply', {}, null)).toEqual({
      ...{ status: null, json: null },
      complaint: `${program} cannot be started: permission denied`,
    });
  });

  test('is killed when it is not wanted any more', async () => {
    const begun = performance.now();
    const late = AbortSignal.timeout(200);
    await expect(runProgram(inPlaceOfFs('exec sleep 60'), 'apply', {}, late)).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});
