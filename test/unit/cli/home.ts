import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { command } from '../../../daemon/cli/command.js';

/** The daemon's bundle, which `npm run build` makes. */
const daemonBundle = fileURLToPath(new URL('../../../dist/bellglassd.mjs', import.meta.url));

/** What a command did. */
export interface Done {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A home of its own for the command and its daemon: sockets, state and cache in one directory that is removed at the end. */
export class Home {
  readonly directory = mkdtempSync(join(tmpdir(), 'bg-'));
  readonly env: NodeJS.ProcessEnv;

  constructor(extra: NodeJS.ProcessEnv = {}) {
    if (!existsSync(daemonBundle)) throw new Error(`${daemonBundle} is missing: run npm run build first`);
    const inside = (name: string) => join(this.directory, name);
    this.env = {
      PATH: process.env['PATH'],
      HOME: this.directory,
      XDG_RUNTIME_DIR: this.directory,
      XDG_STATE_HOME: inside('state'),
      XDG_CACHE_HOME: inside('cache'),
      BELLGLASS_DAEMON: daemonBundle,
      ...extra,
    };
  }

  /** Runs the command in this process, as main.ts does. */
  async bellglass(...argv: string[]): Promise<Done> {
    const stdout = new PassThrough();
    const text = buffer(stdout);
    const done = await this.run(argv, stdout);
    stdout.end();
    return { ...done, stdout: String(await text) };
  }

  /** The same with a file as its output, written as a process's own is. */
  async bellglassInto(path: string, ...argv: string[]): Promise<Omit<Done, 'stdout'>> {
    const file = openSync(path, 'w');
    try {
      return await this.run(argv, written(file));
    } finally {
      closeSync(file);
    }
  }

  private async run(argv: readonly string[], stdout: Writable): Promise<Omit<Done, 'stdout'>> {
    const stderr = new PassThrough();
    const text = buffer(stderr);
    const status = await command(argv, {
      cwd: this.directory,
      env: this.env,
      stdin: Readable.from([]),
      stdout,
      stderr,
      exit: (code) => {
        throw new Error(`the command gave up with ${String(code)}`);
      },
    });
    stderr.end();
    return { status, stderr: String(await text) };
  }

  /** Stops the daemon, if one runs, and removes the directory. */
  async remove(): Promise<void> {
    await this.bellglass('daemon', 'stop');
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function written(file: number): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      try {
        writeSync(file, chunk);
        done();
      } catch (thrown) {
        done(thrown as Error);
      }
    },
  });
}
