import { describe as group, expect, test } from 'vitest';
import { describe, describedFields, statusOf } from '../../../../daemon/cli/sandboxes/described.js';
import { type SandboxEnd } from '../../../../daemon/protocol/sandbox/sandbox.js';
import { sandboxInfo, sessionInfo } from '../samples.js';

const at = '2026-01-02T03:04:05.000Z';
const now = Date.parse(at) + 120_000;
const ended = (reason: SandboxEnd['reason']) => ({ state: 'stopped' as const, end: { reason, error: null, at } });

group('a sandbox in a list', () => {
  test('has the fields that a template can name', () => {
    const described = describe(sandboxInfo(), now);
    expect(Object.keys(described)).toEqual(describedFields);
    expect(described).toMatchObject({
      ID: '0123456789ab',
      Name: 'dev',
      Names: 'dev',
      Workspace: '/home/alice/project',
      Image: 'host',
    });
  });

  test('without a workspace shows none', () => {
    const info = sandboxInfo();
    expect(describe({ ...info, settings: { ...info.settings, workspace: null } }, now).Workspace).toBe('');
  });

  test.each([
    [{ state: 'created' as const }, 'Created'],
    [{ state: 'starting' as const, startedAt: at }, 'Starting'],
    [{ state: 'stopping' as const, startedAt: at }, 'Stopping'],
    [{ state: 'running' as const, startedAt: at }, 'Up 2 minutes'],
    [{ state: 'stopped' as const }, 'Stopped'],
    [ended('asked'), 'Stopped 2 minutes ago'],
    [ended('expired'), 'Stopped (time to live) 2 minutes ago'],
    [ended('idle'), 'Stopped (idle) 2 minutes ago'],
    [ended('switchedOff'), 'Switched off 2 minutes ago'],
    [ended('failed'), 'Failed 2 minutes ago'],
    [ended('lost'), 'Lost 2 minutes ago'],
    [ended('command'), 'Exited 2 minutes ago'],
    [{ ...ended('command'), sessions: [sessionInfo({ exitCode: 3 })] }, 'Exited (3) 2 minutes ago'],
    [{ ...ended('command'), sessions: [sessionInfo({ signal: 9 })] }, 'Exited (137) 2 minutes ago'],
    [{ ...ended('command'), sessions: [sessionInfo({ main: false, exitCode: 3 })] }, 'Exited 2 minutes ago'],
  ])('%j is told as %s', (more, text) => {
    expect(statusOf(sandboxInfo(more), now)).toBe(text);
  });
});
