import { expect, test } from 'vitest';
import { ownDaemon } from '../../../../daemon/doctor/checks/daemon.js';
import { VERSION } from '../../../../daemon/protocol/version.js';
import { doctorContext } from '../../../helpers/doctor.js';

test('the daemon says who it is', async () => {
  const detail = expect.stringMatching(`^bellglassd ${VERSION}, pid ${String(process.pid)}, for \\d+ min$`) as string;
  expect(await ownDaemon.look(doctorContext())).toEqual([
    { id: 'daemon', title: 'daemon', state: 'ok', detail, repair: null, command: null },
  ]);
});
