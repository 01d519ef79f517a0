import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type HypervisorName, hypervisorName } from '../../daemon/protocol/sandbox/wishes.js';
import { inProject } from '../helpers/project.js';
import { activationRows, measureActivation } from './editor/activation.js';
import { clickRows, stageColumns, stageRows } from './editor/clickRows.js';
import { measureClicks } from './editor/clicks.js';
import { inEditor } from './editor/editor.js';
import { channelRows, measureChannel } from './channel.js';
import { keptRows, measureKept } from './kept/kept.js';
import { measurePairs, type Pair, pairRows } from './pairs.js';
import { changeRows, measureChanges, measureStarts, measureWork, startRows, workRows } from './review/review.js';
import { measureInRig } from './rig.js';
import { measureCommand } from './stages/command.js';
import { costRows } from './stages/costRows.js';
import { users } from './stages/meter.js';
import { measureSandboxes } from './stages/sandbox.js';
import { table, wideTable } from './table.js';
import { World } from './world.js';

const parts = {
  qemu: async (): Promise<void> => {
    const pairs: Pair[] = [];
    await measurePairs(world, { hypervisor: 'qemu', count: 7, initramfs: world.packBareGuest() }, (pair) =>
      pairs.push(pair),
    );
    keep('qemu', pairs);
    console.log(
      table('QEMU here: bellglass run -- true against the bare boot of /bin/true, interleaved', pairRows(pairs)),
    );
  },
  stages: async (): Promise<void> => {
    const command = await measureCommand(world, 10);
    keep('command', command);
    console.log(table('A run on QEMU here: bellglass run -- echo x', command));
    const sandboxes = await measureSandboxes(world, 10);
    keep('stages', sandboxes);
    const title = 'The daemon’s part of it, and how much CPU each of the last five used, in ms';
    console.log(wideTable(title, users, costRows(sandboxes)));
  },
  channel: async (): Promise<void> => {
    const channel = await measureChannel(world, 64);
    keep('channel', channel);
    console.log(table('The agent’s channel, QEMU here', channelRows(channel)));
  },
  kept: async (): Promise<void> => {
    const kept = await measureKept(world, 15);
    keep('kept', kept);
    console.log(
      table('Kept sandboxes on QEMU here, against OpenSSH on loopback and tmux, interleaved', keptRows(kept)),
    );
  },
  review: async (): Promise<void> => {
    await world.startDaemon();
    for (const peer of ['root', 'direct'] as const) {
      const work = await measureWork(world, peer, 3);
      keep(`review ${peer}`, work);
      const beside = { root: 'the guest’s own file system', direct: 'mode direct' }[peer];
      console.log(
        table(`Work in review on QEMU here and in ${beside}, interleaved, by the guest’s clock`, workRows(peer, work)),
      );
    }
    const starts = await measureStarts(world, 3);
    keep('review starts', starts);
    console.log(table('Starts in review on QEMU here, interleaved', startRows(starts)));
    const changes = await measureChanges(world, 3);
    keep('review changes', changes);
    console.log(table('What becomes of changes, on QEMU here', changeRows(changes)));
  },
  editor: async (): Promise<void> => {
    await inEditor(async (workbench, ids) => {
      const activation = await measureActivation(workbench, ids, 7);
      keep('activation', activation);
      const alone = 'Activation in VS Code, in the whole ms that it tells itself, each extension in windows of its own';
      console.log(table(alone, activationRows(activation)));
      await workbench.openFolder(workbench.session.workspace);
      const clicks = await measureClicks(workbench, 7);
      keep('clicks', clicks);
      console.log(
        table('Run in Sandbox, until its output is shown, against the command, interleaved', clickRows(clicks)),
      );
      const title =
        'Where the time of a click that opens a terminal goes; of one that finds it open, and of the command';
      console.log(wideTable(title, stageColumns, stageRows(clicks)));
    });
  },
  rig: async (): Promise<void> => {
    const pairs = await measureInRig(fileURLToPath(import.meta.url), world.packBareGuest(), 5);
    keep('rig', pairs);
    console.log(
      table(
        'libkrun in the rig: bellglass run -- true against the bare boot of /bin/true, interleaved',
        pairRows(pairs),
      ),
    );
  },
};

const results: Record<string, unknown> = {
  host: { cpus: cpus().length, model: cpus()[0]?.model, kernel: release(), loadBefore: loadavg() },
};

/** What was measured stays when a later part fails. */
function keep(name: string, raw: unknown): void {
  results[name] = raw;
  mkdirSync(inProject('test-results'), { recursive: true });
  writeFileSync(inProject('test-results/bench.json'), `${JSON.stringify(results, null, 1)}\n`);
}

/** `pairs HYPERVISOR COUNT [INITRAMFS]`: a line of JSON a pair; what runs inside the rig, where a compiler would take long. */
async function printPairs(hypervisor: HypervisorName, count: number, initramfs: string): Promise<void> {
  await measurePairs(world, { hypervisor, count, initramfs }, (pair) => {
    console.log(JSON.stringify(pair));
  });
}

const [first, ...rest] = process.argv.slice(2);
const world = new World();
try {
  if (first === 'pairs')
    await printPairs(hypervisorName.parse(rest[0]), Number(rest[1]), rest[2] ?? world.packBareGuest());
  else {
    const named = first === undefined ? Object.keys(parts) : [first, ...rest];
    const unknown = named.find((name) => !(name in parts));
    if (unknown !== undefined) throw new Error(`no part ${unknown}: ${Object.keys(parts).join(', ')}`);
    for (const [name, measure] of Object.entries(parts)) if (named.includes(name)) await measure();
  }
} finally {
  await world.close();
}
