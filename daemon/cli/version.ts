import { PROTOCOL_VERSION, VERSION } from '../protocol/version.js';
import { type Surroundings } from './surroundings.js';

/** `bellglass version`. */
export function version(json: boolean, around: Pick<Surroundings, 'stdout'>): number {
  const text = json ? JSON.stringify({ version: VERSION, protocol: PROTOCOL_VERSION }) : `bellglass ${VERSION}`;
  around.stdout.write(`${text}\n`);
  return 0;
}
