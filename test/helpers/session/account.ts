import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';

/** Who Bellglass runs as in the tests. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Whether the tests themselves run as root. */
export const isRoot = process.getuid?.() === 0;

/** The ordinary user of the tests: root hides faults of permission. scripts/setup.sh makes it. */
export const testUser = 'bellglass-test';

/**
 * The user that Bellglass runs as: the one that BELLGLASS_TEST_ACCOUNT holds (the rig's root is told so), `bellglass-test` when the tests run as root, else whoever runs them.
 * @throws Error when the tests run as root and there is no such user
 */
export function ordinaryAccount(): Account {
  const given = process.env['BELLGLASS_TEST_ACCOUNT'];
  if (given !== undefined) return JSON.parse(given) as Account;
  if (!isRoot) {
    const { username, uid, gid } = userInfo();
    return { name: username, uid, gid };
  }
  const id = (flag: string): number => Number(execFileSync('id', [flag, testUser], { encoding: 'utf8' }));
  return { name: testUser, uid: id('-u'), gid: id('-g') };
}

/** What spawn needs to start a program as that account. */
export function asAccount(account: Account): { uid?: number; gid?: number } {
  return isRoot ? { uid: account.uid, gid: account.gid } : {};
}
