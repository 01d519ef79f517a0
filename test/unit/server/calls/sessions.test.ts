import { expect, test } from 'vitest';
import { connectIn, makeWorld, useDaemonProgram } from '../../../helpers/daemon/daemonProgram.js';
import { expectFailure } from '../../../helpers/failures.js';

const { program } = useDaemonProgram();

test('calls about a session name one that there is, or are refused', async () => {
  const daemon = await connectIn(makeWorld(), program);
  const sessionId = '0123abcd';
  for (const work of [
    async () => await daemon.call('session.wait', { sessionId }),
    async () => await daemon.call('session.signal', { sessionId, signal: 15 }),
  ])
    expect((await expectFailure('unknown_session', work)).data).toEqual({ reference: sessionId });
  await expectFailure('bad_request', async () => await daemon.call('session.wait', { sessionId: '../../etc' }));
});
