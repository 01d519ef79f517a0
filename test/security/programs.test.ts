import { copyFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bystander, JailProbe, landlockAbi } from '../helpers/guest/jailProbe.js';
import { useSession } from '../helpers/session/session.js';

const session = useSession();
let probe: JailProbe;
let other: ReturnType<typeof bystander>;

beforeAll(() => {
  probe = new JailProbe(session);
  copyFileSync(probe.program, `${session.home}/marker`);
  other = bystander(session);
});
afterAll(() => {
  other.end();
});

describe('from inside the jail of a running vmm no other program is started', () => {
  const programs = (): string[] => [`${session.home}/marker`, '/bin/true', '/usr/bin/env', '/proc/self/exe'];

  test('positive control: outside the jail it is', async () => {
    expect(await probe.outside(`execute ${session.home}/marker`)).toBe('done');
  });

  test.each(['enforce', 'off'] as const)('behind the walls it is not (filter: %s)', async (seccomp) => {
    for (const program of programs())
      expect(await probe.inside(`execute ${program}`, seccomp), program).toMatch(/^(ENOENT|EACCES|EPERM)$/);
  });

  test('no child process either', async () => {
    expect(await probe.outside('fork x')).toBe('done');
    expect(await probe.inside('fork x')).toBe('killed');
  });
});

describe('from inside the jail of a running vmm no process of the user’s can be signalled or traced', () => {
  test('positive control: outside the jail it can', async () => {
    expect(await probe.outside(`signal ${String(other.pid)}`)).toBe('done');
    expect(await probe.outside(`trace ${String(other.pid)}`)).toMatch(/^(done|EPERM)$/);
  });

  test('the filter ends whoever tries', async () => {
    expect(await probe.inside(`signal ${String(other.pid)}`)).toBe('killed');
    expect(await probe.inside(`trace ${String(other.pid)}`)).toBe('killed');
  });

  test('without the filter Landlock refuses, as far as this host’s kernel can', async () => {
    expect(await probe.inside(`signal ${String(other.pid)}`, 'off')).toMatch(
      landlockAbi() >= 6 ? /^EPERM$/ : /^(done|EPERM)$/,
    );
    expect(await probe.inside(`trace ${String(other.pid)}`, 'off')).toBe('EPERM');
  });
});

describe('a setuid bit', () => {
  test('positive control: outside the jail it can be set on a file of one’s own', async () => {
    expect(await probe.outside(`setuid-bit ${session.home}/bits`)).toBe('done');
  });

  test('behind the walls it cannot', async () => {
    expect(await probe.inside(`setuid-bit ${session.home}/bits`)).toMatch(/^(ENOENT|EACCES|EPERM|killed)$/);
  });
});
