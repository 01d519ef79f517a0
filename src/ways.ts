import type { BellglassError } from '../daemon/protocol/errors.js';
import { sentence } from '../daemon/protocol/sentences.js';
import type { Ways } from '../daemon/protocol/sentences/ways.js';

/** A command as the palette has it. @param title that of package.nls.json, without its dots */
const palette = (title: string): string => `"Bellglass: ${title}"`;
const withPalette = (title: string) => (): string => `with ${palette(title)}.`;

const runCommand = `with ${palette('Run Command in Sandbox')}`;
const chooseMode = `with ${palette('Choose How Sandboxes See This Folder')}`;

/** The ways of the editor: its settings, and the commands of its palette. */
export const editorWays: Ways = {
  memory: 'the setting bellglass.memoryMiB',
  cpus: 'the setting bellglass.cpus',
  moreTime: 'Run it again: the editor sets no limit.',
  anyHypervisor: 'Set bellglass.hypervisor to "auto"',

  workspace: (which) => `Open ${which} in this window`,
  broadWorkspace: `, or "None" ${chooseMode}`,
  mode: `Choose "Read-only", "Direct" (the program's changes are yours at once) or "None" ${chooseMode}.`,
  otherMode: `Choose "Read-only" ${chooseMode}.`,
  listRuns: '"runs" of the command line',
  reviewChanges: () =>
    'See, take or forget them in a terminal: "diff", "apply" and "discard" of the command line do it.',
  mount: 'Mend that, or make another sandbox without it.',
  mountTarget: 'Make another sandbox, with another place for it.',

  image: 'Make another sandbox of the image "host".',
  user: 'where the user is set',
  workdir: 'See that it is still there and that you may enter it.',
  notFile: '',
  interpreter: runCommand,
  runCommand: (words) => ` ${runCommand}, as in: ${words}`,

  listSandboxes: palette('Show Sandboxes'),
  inspectSandbox: palette('Inspect Sandbox'),
  removeSandboxes: palette('Remove Sandbox'),
  stopSandbox: palette('Stop Sandbox'),
  daemonLog: palette('Show Log'),
  checkSetup: palette('Check Set-up'),

  startSandbox: withPalette('Start Sandbox'),
  removeSandbox: withPalette('Remove Sandbox'),
  removeRunning: withPalette('Remove Sandbox'),
  startSession: withPalette('Open Terminal in Sandbox'),
  // The palette has no such command: it needs a row of the view.
  attachSession: () => 'with "Show Terminal" in the view of sandboxes.',
  readLog: () => `${palette('Inspect Sandbox')} says what it is.`,
  afterSession: `Open another ${withPalette('Open Terminal in Sandbox')()}`,

  endRuns: 'end them where they were started; if Bellglass was updated meanwhile, reload this window.',
  stopDaemon: 'End its process, which "pgrep -f bellglassd" finds,',
  stopForeignDaemon: 'with "pkill -f bellglassd.mjs"',
};

/** What happened and what to do about it in the editor; what every text of the editor about an error is made of. */
export function editorSentence(error: BellglassError): string {
  return sentence(error, editorWays);
}
