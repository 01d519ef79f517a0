import { afterAll, beforeAll } from 'vitest';
import { Session } from './world.js';

export type { Session } from './world.js';

/** A session for the test file that calls this; at the file's end nothing of it may be left. */
export function useSession(): Session {
  const session = new Session();
  beforeAll(async () => {
    await session.open();
  });
  afterAll(async () => {
    await session.close();
  });
  return session;
}
