import { expect, test } from 'vitest';
import { compile } from '../../helpers/compile.js';
import { inProject } from '../../helpers/project.js';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();

// A machine whose device lost an event waited for ever: 3 of 3 times within 120,000 to 550,000 requests.
test('a folder that many threads ask at once never falls silent', async () => {
  compile(inProject('test/machine/workspace/programs/hammer.c'), `${session.workspace}/hammer`);
  const { stdout } = await session.run(['--mode', 'readonly', '--', './hammer', '8', '60'], { limit: 120_000 });
  expect(stdout).toMatch(/^answered \d{5,}\n$/);
});
