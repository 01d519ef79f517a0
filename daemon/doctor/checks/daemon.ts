import { VERSION } from '../../protocol/version.js';
import { lineOf, ok, type Check } from '../check.js';

/** Which daemon answers. */
export const ownDaemon: Check = {
  id: 'daemon',
  title: 'daemon',
  look: async () => {
    const minutes = Math.floor(process.uptime() / 60);
    const detail = `bellglassd ${VERSION}, pid ${String(process.pid)}, for ${String(minutes)} min`;
    return await Promise.resolve([lineOf('daemon', 'daemon', ok(detail))]);
  },
};
