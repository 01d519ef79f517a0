import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();

test('a file that a program made a further name of a hidden one is never filled with what that holds', async () => {
  session.write('.env', 'TOKEN=secret-of-the-user\n');
  session.write('plain.txt', 'in the open\n');
  // The first name is another file afterwards, so that the second is no name of a hidden file any more.
  const script = 'ln .env copy; ln plain.txt control; chmod 644 copy; echo x >new; mv new .env';
  expect(await session.run(['--', 'sh', '-c', script])).toMatchObject({ status: 0 });
  const applied = await session.bellglass(['apply', '--all']);
  expect(applied.stdout, applied.stderr).toContain('the program could not see what is there');
  expect(existsSync(`${session.workspace}/copy`)).toBe(false);
  expect(readFileSync(`${session.workspace}/control`, 'utf8'), 'positive control').toBe('in the open\n');
  const named = await session.bellglass(['apply', 'copy']);
  expect(named.status, named.stdout).toBe(1);
  expect(existsSync(`${session.workspace}/copy`)).toBe(false);
  expect(readFileSync(`${session.workspace}/.env`, 'utf8')).toBe('TOKEN=secret-of-the-user\n');
});
