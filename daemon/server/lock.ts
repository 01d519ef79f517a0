import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { systemCode } from '../state/systemReason.js';

/**
 * Makes this process the user's only daemon: holds a name that the kernel gives to one process and takes back when that ends, so that it
 * cannot go stale. The name is made of the token, so nobody else can hold it first.
 * @param socket the daemon's socket, which the name is for
 * @returns the lock, which the process holds while it lives; null when another process has it
 */
export async function takeLock(token: string, socket: string): Promise<Server | null> {
  const name = `\0bellglass-${createHash('sha256').update(`lock ${token} ${socket}`).digest('hex').slice(0, 40)}`;
  const server = createServer((connection) => connection.destroy());
  return await new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (systemCode(error) === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(name, () => {
      server.unref();
      resolve(server);
    });
  });
}
