import { beforeAll, describe, expect, test } from 'vitest';
import { JailProbe } from '../helpers/guest/jailProbe.js';
import { useSession } from '../helpers/session/session.js';

const session = useSession();
let probe: JailProbe;
beforeAll(() => {
  probe = new JailProbe(session);
  session.write(`${session.home}/secret`, 'secret\n');
});

describe('from inside the jail of a running vmm no file of the user’s can be reached', () => {
  const attempts = (): [string, string][] => [
    ['read', `${session.home}/secret`],
    ['write', `${session.home}/secret`],
    ['write', `${session.home}/new`],
    ['read', '/etc/passwd'],
    ['read', '/proc/self/environ'],
    ['read', `${session.app.natives}/bellglass-vmm`],
  ];

  test('positive control: outside the jail the same user does each of these', async () => {
    for (const [verb, path] of attempts())
      expect(await probe.outside(`${verb} ${path}`), `${verb} ${path}`).toBe('done');
  });

  test.each(['enforce', 'off'] as const)('behind the walls each is refused (filter: %s)', async (seccomp) => {
    for (const [verb, path] of attempts())
      expect(await probe.inside(`${verb} ${path}`, seccomp), `${verb} ${path}`).toMatch(/^(ENOENT|EACCES|EROFS)$/);
  });

  test('positive control: what the machine needs can be read', async () => {
    expect(await probe.inside('read /kernel')).toBe('done');
  });

  test('what the machine needs cannot be written', async () => {
    for (const path of ['/kernel', '/initramfs'])
      expect(await probe.inside(`write ${path}`), path).toMatch(/^(EACCES|EROFS)$/);
  });
});
