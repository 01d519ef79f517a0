import type { ServerHttp2Stream } from 'node:http2';
import type { GuestSession } from '../../../daemon/guest/session.js';
import type { ProcessEnd, WindowSize } from '../../../daemon/protocol/wire/agent.js';
import { sessionWith } from './hostileAgent.js';

/** How a process ends for which nothing else was said. */
export const wentWell: ProcessEnd = {
  exitCode: 0,
  signal: null,
  outOfMemory: false,
  userMicros: 0,
  systemMicros: 0,
  maxRssKiB: 0,
};

/** An output that is kept and can be read from any offset. */
class KeptOutput {
  /** What is said in place of the offset at which the bytes begin. */
  lie: string | null = null;
  private dropped = 0;
  private bytes = Buffer.alloc(0);
  private readonly readers = new Set<ServerHttp2Stream>();

  write(bytes: Buffer): void {
    this.bytes = Buffer.concat([this.bytes, bytes]);
    for (const reader of this.readers) if (!reader.destroyed) reader.write(bytes);
  }

  /** Forgets what was written so far. */
  drop(): void {
    this.dropped += this.bytes.length;
    this.bytes = Buffer.alloc(0);
  }

  read(stream: ServerHttp2Stream, from: number, ended: boolean): void {
    const at = Math.min(Math.max(from, this.dropped), this.dropped + this.bytes.length);
    stream.respond({ ':status': 200, 'bellglass-offset': this.lie ?? String(at) });
    const rest = this.bytes.subarray(at - this.dropped);
    if (rest.length > 0) stream.write(rest);
    if (ended) stream.end();
    else this.readers.add(stream);
  }

  end(): void {
    for (const reader of this.readers) reader.end();
    this.readers.clear();
  }

  /** Breaks off whoever reads. */
  reset(): void {
    for (const reader of this.readers) reader.destroy(new Error('reset'));
    this.readers.clear();
  }
}

/** A process as the agent has it. */
export class AgentProcess {
  readonly outputs = { stdout: new KeptOutput(), stderr: new KeptOutput() };
  readonly sizes: WindowSize[] = [];
  readonly signals: number[] = [];
  typed = '';
  exit: ProcessEnd | null = null;
  kept = true;
  private readonly waiting: ServerHttp2Stream[] = [];

  /** Writes to one of its outputs. */
  say(text: string | Buffer, output: 'stdout' | 'stderr' = 'stdout'): void {
    this.outputs[output].write(Buffer.from(text));
  }

  end(exit: Partial<ProcessEnd> = {}): void {
    this.exit ??= { ...wentWell, ...exit };
    this.outputs.stdout.end();
    this.outputs.stderr.end();
    for (const stream of this.waiting.splice(0)) json(stream, this.exit);
  }

  wait(stream: ServerHttp2Stream): void {
    if (this.exit === null) this.waiting.push(stream);
    else json(stream, this.exit);
  }
}

/** An agent inside this process that has what sessions ask for, over real connections, and lies where the test says so. */
export class SessionAgent {
  readonly processes = new Map<number, AgentProcess>();
  /** What it was asked, as `METHOD path`. */
  readonly asked: string[] = [];
  /** Answers in place of the agent when it returns true. */
  instead: (stream: ServerHttp2Stream, request: string) => boolean = () => false;
  private started = 0;

  /** One more connection to it. */
  async connect(): Promise<GuestSession> {
    return await sessionWith((stream, path, method) => {
      this.answer(stream, `${method} ${path}`);
    });
  }

  /** A process that was started by somebody. */
  process(id: number): AgentProcess {
    const made = this.processes.get(id) ?? new AgentProcess();
    this.processes.set(id, made);
    return made;
  }

  private answer(stream: ServerHttp2Stream, request: string): void {
    this.asked.push(request);
    if (this.instead(stream, request)) return;
    const [, id, rest = ''] = /^\w+ \/v1\/processes(?:\/(\d+)(.*))?$/.exec(request) ?? [];
    if (request === 'GET /v1/processes') json(stream, { processes: this.list() });
    else if (request === 'POST /v1/processes') this.start(stream);
    else {
      const process = this.processes.get(Number(id));
      if (process === undefined) refuse(stream, 404, 'no_such_process');
      else this.serve(stream, process, Number(id), `${request.split(' ', 1)[0] ?? ''} ${rest}`);
    }
  }

  private serve(stream: ServerHttp2Stream, process: AgentProcess, id: number, what: string): void {
    const read = /^GET \/(stdout|stderr)\?from=(\d+)$/.exec(what);
    if (read !== null)
      process.outputs[read[1] as 'stdout' | 'stderr'].read(stream, Number(read[2]), process.exit !== null);
    else if (what === 'GET /wait') process.wait(stream);
    else if (what === 'PUT /stdin') stream.on('data', (chunk: Buffer) => (process.typed += chunk.toString()));
    else if (what === 'DELETE ') {
      this.processes.delete(id);
      stream.respond({ ':status': 204 }, { endStream: true });
    } else this.told(stream, process, what);
  }

  private told(stream: ServerHttp2Stream, process: AgentProcess, what: string): void {
    stream.once('data', (body: Buffer) => {
      const said = JSON.parse(body.toString()) as { signal: number } & WindowSize;
      if (what === 'POST /resize') process.sizes.push(said);
      else if (process.exit !== null) {
        refuse(stream, 409, 'exited');
        return;
      } else process.signals.push(said.signal);
      if (said.signal === 9) process.end({ exitCode: null, signal: 9 });
      stream.respond({ ':status': 204 }, { endStream: true });
    });
  }

  private start(stream: ServerHttp2Stream): void {
    const id = ++this.started;
    this.process(id);
    json(stream, { id, pid: 100 + id });
  }

  private list(): unknown[] {
    return [...this.processes].map(([id, { exit, kept }]) => ({
      id,
      pid: 100 + id,
      argv: ['sh'],
      state: exit === null ? 'running' : 'exited',
      kept,
      tty: true,
      exit,
    }));
  }
}

/** Answers with a JSON value. */
export function json(stream: ServerHttp2Stream, value: unknown): void {
  stream.respond({ ':status': 200 });
  stream.end(JSON.stringify(value));
}

/** Refuses in the agent's words. */
export function refuse(stream: ServerHttp2Stream, status: number, code: string): void {
  stream.respond({ ':status': status });
  stream.end(JSON.stringify({ code, message: code, data: null }));
}
