import { describe, expect, test } from 'vitest';
import { requestOf } from '../../../../daemon/cli/program/request.js';
import { runRequest } from '../../../../daemon/protocol/run.js';
import { runArguments as plain } from '../samples.js';

const caller = { cwd: '/home/alice/p/sub', env: { PATH: '/bin', TOKEN: 'secret' } };

describe('the request that arguments mean', () => {
  test('is valid, shows the current directory, and starts there', () => {
    const request = requestOf(plain, caller);
    expect(runRequest.parse(request)).toEqual(request);
    expect(request).toMatchObject({ workspace: { path: caller.cwd, mode: 'review' }, cwd: caller.cwd });
  });

  test('carries none of the caller’s variables that were not named', () => {
    expect(requestOf(plain, caller).env).toEqual({});
    expect(requestOf({ ...plain, environment: [{ name: 'TOKEN', value: null }] }, caller).env).toEqual({
      TOKEN: 'secret',
    });
  });

  test('mode none shows no workspace', () => {
    expect(requestOf({ ...plain, mode: 'none' }, caller)).toMatchObject({
      workspace: null,
      cwd: null,
    });
  });

  test.each([
    ['a workspace around the current directory starts in the current directory', '/home/alice/p', caller.cwd],
    ['a workspace elsewhere starts in itself', '/srv/other', null],
    ['a workspace whose name only begins alike is elsewhere', '/home/alice/p/su', null],
    ['the root holds everything', '/', caller.cwd],
  ])('%s', (_title, workspace, cwd) => {
    expect(requestOf({ ...plain, workspace }, caller).cwd).toBe(cwd);
  });

  test('--workdir decides', () => {
    expect(requestOf({ ...plain, workdir: '/tmp' }, caller).cwd).toBe('/tmp');
  });

  test('--json keeps output in the record, -i passes standard input', () => {
    expect(requestOf({ ...plain, json: true, interactive: true }, caller)).toMatchObject({
      capture: true,
      stdin: true,
    });
  });
});
