import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { asAccount, isRoot, ordinaryAccount } from '../../helpers/session/account.js';
import { inProject } from '../../helpers/project.js';
import { until } from '../../helpers/waiting.js';

/** OpenSSH's server on loopback and one shared connection to it, both of an ordinary user: a server of root's needs more of the host. */
export class Ssh {
  private readonly account = ordinaryAccount();
  private readonly directory = mkdtempSync('/tmp/bgs-');
  private server: ChildProcess | null = null;
  private port = 0;

  /** Starts the server and the connection. */
  async open(): Promise<void> {
    cpSync(inProject('out/bench/ssh'), `${this.directory}/server`, { recursive: true });
    for (const key of ['host', 'client'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', this.path(key)]);
    this.port = await freePort();
    const lines = [
      ...[`Port ${String(this.port)}`, 'ListenAddress 127.0.0.1', `HostKey ${this.path('host')}`, 'PidFile none'],
      ...[`AuthorizedKeysFile ${this.path('client.pub')}`, 'UsePAM no', 'StrictModes no', 'PasswordAuthentication no'],
    ];
    writeFileSync(this.path('sshd_config'), `${lines.join('\n')}\n`);
    chmodSync(this.directory, 0o755);
    if (isRoot)
      for (const name of readdirSync(this.directory)) chownSync(this.path(name), this.account.uid, this.account.gid);
    if (isRoot) chownSync(this.directory, this.account.uid, this.account.gid);
    const libraries = ['usr/lib', 'lib'].map((at) => this.path(`server/${at}/x86_64-linux-gnu`)).join(':');
    this.server = spawn(this.path('server/usr/sbin/sshd'), ['-D', '-e', '-f', this.path('sshd_config')], {
      ...this.options,
      env: { ...this.options.env, LD_LIBRARY_PATH: libraries },
      stdio: 'ignore',
    });
    await until({ what: 'a connection to sshd', milliseconds: 20_000 }, () => {
      try {
        execFileSync('ssh', this.words('true'), { ...this.options, stdio: 'ignore' });
        return true;
      } catch {
        return false;
      }
    });
  }

  /** How a program of the ordinary user's is started. */
  get options(): { uid?: number; gid?: number; env: NodeJS.ProcessEnv } {
    return { ...asAccount(this.account), env: { PATH: '/usr/bin:/bin', HOME: this.directory } };
  }

  /** The arguments of `ssh` that run a command over the shared connection. */
  words(...command: string[]): string[] {
    const settings = [
      ...['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR'],
      ...['ControlMaster=auto', 'ControlPersist=600', `ControlPath=${this.path('shared')}`],
    ].flatMap((setting) => ['-o', setting]);
    const to = `${this.account.name}@127.0.0.1`;
    return ['-F', 'none', '-i', this.path('client'), '-p', String(this.port), ...settings, to, ...command];
  }

  /** Ends connection and server. */
  close(): void {
    try {
      execFileSync('ssh', ['-O', 'exit', ...this.words()], { ...this.options, stdio: 'ignore' });
    } catch {
      // There was none.
    }
    this.server?.kill('SIGKILL');
    rmSync(this.directory, { recursive: true, force: true });
  }

  private path(name: string): string {
    return `${this.directory}/${name}`;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
