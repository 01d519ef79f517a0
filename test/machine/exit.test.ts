import { describe, expect, test } from 'vitest';
import { machines } from '../helpers/full.js';
import { useSession } from '../helpers/session/session.js';

const session = useSession();

describe.each(machines)('a machine $title', ({ options }) => {
  describe('the exit status is the program’s own', () => {
    test.each([0, 1, 37, 255])('%i', async (status) => {
      expect(await session.sh(`exit ${String(status)}`, options)).toMatchObject({ status, stderr: '' });
    });

    test.each([
      ['SIGTERM', 15],
      ['SIGKILL', 9],
      ['SIGSEGV', 11],
      ['SIGPIPE', 13],
    ])('128 + n when %s ends it', async (_, signal) => {
      expect(await session.sh(`kill -${String(signal)} $$`, options)).toMatchObject({ status: 128 + signal });
    });
  });

  test('a program that is not there is 127 and one sentence that names it', async () => {
    const ended = await session.run([...options, '--', 'no-such-program', '--flag']);
    expect(ended).toMatchObject({ status: 127, stdout: '' });
    expect(ended.stderr).toMatch(/^bellglass: "no-such-program": there is no such program in the sandbox\. .*\n$/);
  });

  test.each([
    ['is not executable', 0o644, '#!/bin/sh\necho ran\n'],
    ['has an interpreter that is not there', 0o755, '#!/no/such/interpreter\n'],
    ['is no program at all', 0o755, '\u0001\u0002\u0003'],
  ])('a program that %s is 126 and one sentence', async (_, mode, content) => {
    const path = session.write('program', content, mode);
    const ended = await session.run([...options, '--', path]);
    expect(ended).toMatchObject({ status: 126, stdout: '' });
    expect(ended.stderr).toMatch(/^bellglass: ".*program".* cannot be executed: .*\n$/);
  });

  test('a background process of the program’s does not hold the sandbox up', async () => {
    expect(await session.sh('sleep 1000 >/dev/null 2>&1 & echo done', options)).toMatchObject({
      status: 0,
      stdout: 'done\n',
    });
    await session.expectNoMachine();
  });
});
