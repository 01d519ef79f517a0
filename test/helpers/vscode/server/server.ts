import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { start } from '../../session/command.js';
import type { Session } from '../../session/session.js';
import { until } from '../../waiting.js';
import { codeServer } from '../workbenchFiles.js';
import { codeServerAsUser } from './asUser.js';
import { keep } from './kept.js';

/** A workbench that is served on loopback. */
export interface Server {
  /** http://127.0.0.1:PORT */
  readonly origin: string;
  /** What whoever connects has to know: this machine may have other users. */
  readonly password: string;
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

/** Where a server keeps its things, all below the session's directory and the user's. */
export class ServerPlace {
  readonly at: string;
  readonly userData: string;
  readonly extensions: string;
  /** Where the user finds code-server. */
  private readonly seenAt: string;

  /** @param covers as codeServerAsUser has them */
  constructor(
    readonly session: Session,
    private readonly covers: Readonly<Record<string, string>>,
  ) {
    this.at = `${session.directory}/vscode`;
    this.userData = `${this.at}/user`;
    this.extensions = `${this.at}/extensions`;
    this.seenAt = `${session.directory}/workbench`;
  }

  /** Makes the directories and writes the user's settings. */
  make(settings: Readonly<Record<string, unknown>>): void {
    mkdirSync(this.seenAt);
    for (const path of [this.userData, this.extensions, `${this.at}/config`, `${this.at}/data`])
      this.session.makeDirectory(path, 0o700);
    this.session.write(`${this.userData}/User/settings.json`, JSON.stringify(settings, null, 2));
    this.session.write(`${this.at}/config.yaml`, 'cert: false\n');
  }

  private env(more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return {
      ...this.session.env,
      SHELL: '/bin/bash',
      USER: this.session.account.name,
      LOGNAME: this.session.account.name,
      LANG: 'C.UTF-8',
      XDG_CONFIG_HOME: `${this.at}/config`,
      XDG_DATA_HOME: `${this.at}/data`,
      ...more,
    };
  }

  private command(args: readonly string[]): [string, string[]] {
    const own = ['--config', `${this.at}/config.yaml`, '--user-data-dir', this.userData];
    return codeServerAsUser({
      node: this.session.app.node,
      account: this.session.account,
      seenAt: this.seenAt,
      covers: this.covers,
      args: [...own, '--extensions-dir', this.extensions, '--disable-telemetry', '--disable-update-check', ...args],
    });
  }

  /** Installs an extension as a user does. */
  async install(vsix: string): Promise<void> {
    const copy = `${this.session.directory}/${vsix.slice(vsix.lastIndexOf('/') + 1)}`;
    copyFileSync(vsix, copy);
    const [program, args] = this.command(['--install-extension', copy]);
    const { status, stdout, stderr } = await start(program, args, { env: this.env({}), cwd: this.at }).ended;
    if (status !== 0 || !stdout.includes('successfully installed')) {
      throw new Error(`${vsix} was not installed (status ${String(status)}):\n${stdout}${stderr}`);
    }
  }

  /** Starts the server. @param args of code-server, besides where it keeps its things */
  async serve(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Server> {
    const password = randomBytes(16).toString('hex');
    const own = ['--bind-addr', '127.0.0.1:0', '--auth', 'password', '--disable-getting-started-override'];
    const [program, rest] = this.command([...own, '--ignore-last-opened', ...args]);
    const kept = {
      program,
      args: rest,
      env: this.env({ ...env, PASSWORD: password }),
      directory: this.session.directory,
      marks: [codeServer, this.seenAt, 'code-server/lib/vscode'],
    };
    const keeping = await keep(kept, `${this.session.directory}/server.log`);
    const listening = { what: 'a server that listens', milliseconds: 60_000 };
    const origin = await until(listening, () => /http:\/\/127\.0\.0\.1:\d+/.exec(keeping.output())?.[0]).catch(
      async (thrown: unknown) => {
        await keeping.stop();
        throw new Error(keeping.output(), { cause: thrown });
      },
    );
    const stop = async (): Promise<void> => {
      await keeping.stop();
      this.removeSockets();
    };
    return { origin, password, output: keeping.output, stop };
  }

  /** VS Code leaves the sockets of its command line and of Git where they were. */
  private removeSockets(): void {
    for (const name of readdirSync(this.session.runtime))
      if (/^vscode-.*\.sock$/.test(name)) rmSync(`${this.session.runtime}/${name}`);
  }
}
