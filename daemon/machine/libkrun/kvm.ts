import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { systemCode, systemReason } from '../../state/systemReason.js';

/** The device of Linux's hardware virtualization. */
const usualDevice = '/dev/kvm';

/** Why this user cannot use hardware virtualization, as far as can be told without booting; null when it may work. */
export async function kvmProblem(device = usualDevice): Promise<string | null> {
  try {
    const file = await open(device, constants.O_RDWR);
    await file.close();
    return null;
  } catch (thrown) {
    switch (systemCode(thrown)) {
      case 'ENOENT':
        return `${device} does not exist: this machine has no hardware virtualization, or it is switched off`;
      case 'EACCES':
      case 'EPERM':
        return `${device} may not be opened: add the user to the group that owns it (often "kvm") and log in again`;
      case null:
      default:
        return `${device} cannot be opened: ${systemReason(thrown)}`;
    }
  }
}
