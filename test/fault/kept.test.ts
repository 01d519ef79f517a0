import { expect, test } from 'vitest';
import { bundle } from '../helpers/bundle.js';
import { useSession } from '../helpers/session/session.js';

const session = useSession();

/** Instants of one `npm test`. */
const instants = 50;

test('kill -9 of daemon, vmm and guest at fifty random instants loses no sandbox, no terminal and no line, and orphans nothing', async () => {
  const program = await bundle('test/helpers/killer/killer.ts', `${session.directory}/killer.mjs`);
  const seed = process.env['BELLGLASS_TEST_SEED'] ?? String(Date.now() % 1_000_000);
  const args = [program, session.app.daemon, seed, String(instants)];
  const ended = await session.host(session.app.node, args, { limit: 900_000 });
  process.stdout.write(`seed ${seed}\n${ended.stdout}`);
  expect(ended).toMatchObject({ status: 0, stderr: '' });
  expect(ended.stdout.trimEnd().split('\n')).toHaveLength(instants + 1);
  expect(ended.stdout).toMatch(/\nwhole\n$/);
}, 900_000);
