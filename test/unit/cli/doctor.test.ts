import { writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe as group, expect, test } from 'vitest';
import { describe, doctorCommand } from '../../../daemon/cli/doctor.js';
import { doctorReport } from '../../../daemon/protocol/doctor.js';
import { scratch } from '../../helpers/scratch.js';

const lines = [
  { id: 'a', title: 'daemon', state: 'ok', detail: 'it runs', repair: null, command: null },
  { id: 'b', title: 'disk', state: 'warning', detail: 'little', repair: 'Make room.', command: null },
  {
    id: 'c',
    title: 'a program',
    state: 'missing',
    detail: 'none\u001b[2J',
    repair: 'sudo install\nit',
    command: 'sudo install\nit',
  },
] as const;

group('the report for people', () => {
  test('is a line each, aligned, with what to do below it', () => {
    expect(describe({ lines: [...lines] }, false)).toBe(
      [
        'ok    daemon     it runs',
        'warn  disk       little',
        '      -> Make room.',
        'MISS  a program  none [2J',
        '      -> sudo install it',
        'Of 3 things 1 does not work, 1 could be better.',
        '',
      ].join('\n'),
    );
  });

  test('has colour where that was asked for, and only in its marks', () => {
    const [first = '', second = ''] = describe({ lines: [...lines] }, true).split('\n');
    expect(first).toBe('\u001b[32mok  \u001b[0m  daemon     it runs');
    expect(second).toBe('\u001b[33mwarn\u001b[0m  disk       little');
  });

  test('is content with a set-up that is', () => {
    expect(describe({ lines: [lines[0]] }, false)).toBe('ok    daemon  it runs\nEverything works.\n');
    expect(describe({ lines: [] }, false)).toBe('Everything works.\n');
  });
});

group('a daemon that does not start', () => {
  /** What the command says and exits with when the daemon's program is that one. */
  const doctorWith = async (program: string, json: boolean, terminal: object = {}, more: NodeJS.ProcessEnv = {}) => {
    const at = scratch();
    writeFileSync(`${at}/daemon.mjs`, program);
    const env = { HOME: at, XDG_RUNTIME_DIR: `${at}/r`, BELLGLASS_DAEMON: `${at}/daemon.mjs`, ...more };
    const stdout = Object.assign(new PassThrough(), terminal);
    const text = buffer(stdout);
    const status = await doctorCommand(json, { stdout, env });
    stdout.end();
    return { status, text: String(await text) };
  };
  const failing = 'process.stderr.write("out of order\\n"); process.exit(1);';

  test('is a report too, with the error’s own sentence and status 1', async () => {
    const { status, text } = await doctorWith(failing, false);
    expect(status).toBe(1);
    expect(text).toMatch(/^MISS {2}daemon {2}The daemon did not start: [^\n]*\nOf 1 things 1 does not work\.\n$/);
  });

  test('is JSON when that is asked for', async () => {
    const { status, text } = await doctorWith(failing, true);
    expect(status).toBe(1);
    expect(doctorReport.parse(JSON.parse(text)).lines).toMatchObject([
      { id: 'daemon', state: 'missing', repair: null },
    ]);
  });

  test('is told in colour on a terminal, unless NO_COLOR says no', async () => {
    const colour = '\u001b[31m';
    expect((await doctorWith(failing, false, { isTTY: true })).text.startsWith(colour)).toBe(true);
    expect((await doctorWith(failing, false, { isTTY: true }, { NO_COLOR: '1' })).text).not.toContain(colour);
    expect((await doctorWith(failing, true, { isTTY: true })).text).not.toContain(colour);
  });

  test('whose directories cannot be used is told with what to do', async () => {
    const at = scratch();
    writeFileSync(`${at}/file`, '');
    const { status, text } = await doctorWith(failing, false, {}, { XDG_STATE_HOME: `${at}/file` });
    expect(status).toBe(1);
    expect(text).toMatch(/^MISS {2}daemon {2}".*file\/bellglass" cannot be used for Bellglass's files: /);
  });
});
