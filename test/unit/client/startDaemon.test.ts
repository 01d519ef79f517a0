import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startDaemon } from '../../../daemon/client/startDaemon.js';
import { readOrMakeToken } from '../../../daemon/state/token.js';
import { makeWorld } from '../../helpers/daemon/daemonProgram.js';
import { expectFailure } from '../../helpers/failures.js';
import { scratch } from '../../helpers/scratch.js';

function start(script: string): () => Promise<unknown> {
  const { paths, env } = makeWorld();
  const program = `${scratch()}/daemon.mjs`;
  writeFileSync(program, script);
  return async () => await startDaemon(paths, readOrMakeToken(paths.token), env, program);
}

test('a daemon that ends at once is an error with its last words', async () => {
  const error = await expectFailure(
    'daemon_start_failed',
    start("process.stderr.write('no room left\\n'); process.exit(3);"),
  );
  expect(error.data).toMatchObject({ reason: 'it ended with status 3: no room left' });
});

test('a daemon that is killed while it starts is an error', async () => {
  const error = await expectFailure('daemon_start_failed', start("process.kill(process.pid, 'SIGKILL');"));
  expect(error.data).toMatchObject({ reason: expect.stringContaining('SIGKILL') as unknown });
});

test('a program that is not there is named', async () => {
  const { paths, env } = makeWorld();
  const error = await expectFailure(
    'daemon_start_failed',
    async () => await startDaemon(paths, '0'.repeat(64), env, '/nonexistent/bellglassd.mjs'),
  );
  expect(error.data).toMatchObject({ reason: 'its program /nonexistent/bellglassd.mjs does not exist' });
});
