import { type AddCommands } from './reading.js';

interface JsonOption {
  json?: true;
}

/** Adds `bellglass doctor` and `bellglass version`. */
export const addDoctor: AddCommands = (program, { found }) => {
  program
    .command('doctor')
    .description(
      'say what works on this machine and what does not, with what to do; status 1 when something is missing',
    )
    .option('--json', 'as JSON')
    .action(({ json }: JsonOption) => {
      found({ kind: 'doctor', json: json ?? false });
    });
  program
    .command('version')
    .description('print the version')
    .option('--json', 'as JSON')
    .action(({ json }: JsonOption) => {
      found({ kind: 'version', json: json ?? false });
    });
};

/** Adds `bellglass daemon`. */
export const addDaemon: AddCommands = (program, { found }) => {
  const daemon = program.command('daemon').description('look at the daemon, or stop it; it starts by itself');
  daemon
    .command('status')
    .description('say whether the daemon runs and what it holds; status 1 when none runs')
    .option('--json', 'as JSON')
    .action(({ json }: JsonOption) => {
      found({ kind: 'daemonStatus', json: json ?? false });
    });
  daemon
    .command('stop')
    .description('end the daemon and every machine')
    .option('--json', 'as JSON')
    .action(({ json }: JsonOption) => {
      found({ kind: 'daemonStop', json: json ?? false });
    });
};
