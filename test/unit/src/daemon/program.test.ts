import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { scratch } from '../../../helpers/scratch.js';
import { commandLine, daemonBundle, nativeFolder, platformFolder } from '../../../../src/daemon/program.js';

describe('the programs of the extension', () => {
  test('run on VS Code’s own runtime, as Node', () => {
    expect(commandLine('/ext', '/usr/share/code/code', ['attach', '0123abcd'], {}, { MORE: 'x y' })).toEqual({
      shellPath: '/usr/bin/env',
      shellArgs: [
        ...['-i', 'MORE=x y', 'ELECTRON_RUN_AS_NODE=1', '/bin/sh', '-c', 'exec "$0" "$@"'],
        ...['/usr/share/code/code', '/ext/dist/bellglass.mjs', 'attach', '0123abcd'],
      ],
      env: expect.objectContaining({ LD_PRELOAD: null, LD_AUDIT: null, LD_LIBRARY_PATH: null }) as object,
      strictEnv: true,
    });
  });

  test('are told where the user’s things are, and nothing that makes a program run other code', () => {
    const wanted = { HOME: '/h', PATH: '/bin', LC_ALL: 'C', XDG_STATE_HOME: '/s', BELLGLASS_HYPERVISOR: 'qemu' };
    const code = { NODE_OPTIONS: '--require=/x', LD_PRELOAD: '/x', BELLGLASS_DAEMON: '/x', OPENSSL_CONF: '/x', X: '1' };
    const { shellArgs } = commandLine('/ext', '/code', [], { ...wanted, ...code, LANG: undefined });
    const set = Object.entries(wanted).map(([name, value]) => `${name}=${value}`);
    expect(shellArgs.slice(1, shellArgs.indexOf('/bin/sh'))).toEqual([...set, 'ELECTRON_RUN_AS_NODE=1']);
  });

  test('are started whatever their path is', () => {
    const directory = scratch();
    const runtime = `${directory}/a=b c`;
    symlinkSync(process.execPath, runtime);
    const { shellPath, shellArgs } = commandLine(directory, runtime, ['x=y', ''], { HOME: 'a=b\nc' });
    mkdirSync(`${directory}/dist`);
    const said = 'console.log(JSON.stringify([process.argv.slice(2), process.env.HOME]))';
    writeFileSync(`${directory}/dist/bellglass.mjs`, said);
    const output = execFileSync(shellPath, shellArgs, { encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual([['x=y', ''], 'a=b\nc']);
  });

  test('lie in the extension', () => {
    expect(daemonBundle('/ext')).toBe('/ext/dist/bellglassd.mjs');
    expect(platformFolder('linux', 'x64')).toBe('linux-x64');
    expect(nativeFolder('/ext')).toBe(`/ext/dist/native/${platformFolder()}`);
  });
});
