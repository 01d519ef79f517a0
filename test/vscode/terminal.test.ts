import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { SandboxInfo } from '../../daemon/protocol/sandbox/sandbox.js';
import { commandsOf } from '../helpers/session/commandsOf.js';
import { startInTerminal } from '../helpers/session/pseudoTerminal.js';
import { useWorkbench } from '../helpers/vscode/useWorkbench.js';
import { until } from '../helpers/waiting.js';

const workbench = useWorkbench({
  story: 'terminal',
  theme: 'dark',
  files: {
    'poem.txt': 'one\ntwo\nthree\n',
    // What a trusted folder gives to terminals.
    '.vscode/settings.json': JSON.stringify({
      'terminal.integrated.env.linux': { NODE_OPTIONS: '--require=${workspaceFolder}/stranger.cjs' },
    }),
    'stranger.cjs':
      "require('node:fs').appendFileSync(`${__dirname}/ran`, `${[...process.execArgv, ...process.argv].join(' ')}\\n`);",
  },
});
const profile = 'Sandbox (Bellglass)';
/** How long a sandbox may take to boot and answer here, in milliseconds. */
const patience = 90_000;

describe('a sandboxed terminal', () => {
  test('is a profile of the drop-down, with one sandbox for the folder', async () => {
    const { quickInput, terminals, page } = workbench;
    await quickInput.command('View: Toggle Terminal');
    await terminals.see(/\$/);
    await workbench.step('profiles', async () => {
      await until({ what: 'the profile', milliseconds: patience }, async () =>
        (await terminals.profiles()).some((name) => name.startsWith(profile)),
      );
    });
    await terminals.openProfile(profile);
    await quickInput.row('Read-only').waitFor();
    await quickInput.pick('Read-only');
    await workbench.step('prompt', async () => {
      await terminals.see(/\(sandbox\) .*\$/, patience);
    });
    await terminals.type('uname -r; pwd; echo "uid $(id -u)"\n');
    const text = await terminals.see(/uid \d+/);
    expect(text).toMatch(/^6\.12\.\d+/m);
    expect(text).toContain(workbench.session.workspace);
    await page.locator('.terminal-command-decoration').first().waitFor({ state: 'attached' });
  });

  test('links files as a local one does, with their lines', async () => {
    const { page, terminals, views } = workbench;
    await terminals.type('clear; echo "look at poem.txt:2"\n');
    await terminals.see(/^look at poem\.txt:2$/m);
    await workbench.step('link', async () => {
      await until({ what: 'the file at its line', milliseconds: patience }, async () => {
        await terminals.follow('poem.txt:2');
        return await views.tab(/poem\.txt/).isVisible();
      });
    });
    await page.locator('.statusbar').getByText('Ln 2, Col 1').first().waitFor();
    expect(await views.tab(/poem\.txt/).getAttribute('aria-selected')).toBe('true');
  });

  test('is shown by a program of this machine that runs nothing of the folder’s, whatever its settings are', async () => {
    const { session, terminals } = workbench;
    const ran = `${session.workspace}/ran`;
    await terminals.select('bash');
    await terminals.type(`${session.app.node} -e 0; echo "ended $?"\n`);
    await terminals.see(/^ended 0$/m);
    const commands = readFileSync(ran, 'utf8');
    expect(commands).toContain('-e');
    expect(commands).not.toContain('bellglass');
    await terminals.select('sandbox');
  });

  test('shows vim as it was after the window was reloaded, cell by cell', async () => {
    const { terminals } = workbench;
    await terminals.type('vim -u NONE --cmd "syntax on" -c "set number" poem.txt\n');
    await terminals.see(/3 three$/m, patience);
    await terminals.type('Gonot saved');
    await workbench.step('vim', async () => {
      await terminals.see(/4 not saved$/m);
    });
    const before = await terminals.cells();
    expect(before.flat().join('')).toMatch(/color:#/);
    await workbench.reload();
    await workbench.step('reloaded', async () => {
      await terminals.see(/4 not saved$/m, patience);
    });
    expect(await terminals.cells()).toEqual(before);
  });

  test('finds the next daemon when its own is killed', async () => {
    const { session, terminals } = workbench;
    const daemon = session.processes().find(({ command }) => command.includes('bellglassd'));
    if (daemon === undefined) throw new Error('no daemon runs');
    const { pid } = daemon;
    const before = await terminals.cells();
    process.kill(pid, 'SIGKILL');
    await until({ what: 'another daemon', milliseconds: patience }, () =>
      session.processes().some((one) => one.command.includes('bellglassd') && one.pid !== pid),
    );
    await terminals.type(' and more');
    await workbench.step('found-again', async () => {
      await terminals.see(/4 not saved and more$/m, patience);
    });
    expect(others(await terminals.cells())).toEqual(others(before));
  });

  test('keeps its shell when it is closed while another terminal shows it', async () => {
    const { session, quickInput, views, terminals } = workbench;
    const [id = ''] = await ids();
    const { sessions } = await inspect(id);
    const other = startInTerminal(session, ['attach', sessions[0]?.id ?? '']);
    await until({ what: 'two viewers', milliseconds: patience }, async () => (await viewers()) === 2);
    await quickInput.command('Terminal: Kill the Active Terminal Instance');
    await until({ what: 'one viewer', milliseconds: patience }, async () => (await viewers()) === 1);
    await views.show('Bellglass');
    await workbench.step('shown-elsewhere', async () => {
      await views.treeItem(/^Terminal 1/).waitFor();
    });
    // Longer than the window looks for other viewers.
    await sleep(6000);
    expect((await inspect(id)).sessions).toMatchObject([{ state: 'running' }]);
    await views.treeItem(/^Terminal 1/).click();
    await terminals.see(/4 not saved and more$/m, patience);
    other.child.kill('SIGKILL');
    await other.ended;
    await until({ what: 'one viewer', milliseconds: patience }, async () => (await viewers()) === 1);
  });

  test('ends its shell when the user closes it, and its sandbox stays', async () => {
    const { session, quickInput } = workbench;
    await quickInput.command('Terminal: Kill the Active Terminal Instance');
    await until({ what: 'the end of the shell', milliseconds: patience }, async () => {
      const { stdout } = await session.bellglass(['inspect', '--format', '{{json .Sessions}}', ...(await ids())]);
      return !stdout.includes('"running"');
    });
    expect((await session.bellglass(['ls', '--format', '{{.State}}'])).stdout).toMatch(/running/i);
  });

  test('says so when its sandbox is removed under it, and offers another', async () => {
    const { session, quickInput, terminals, notifications } = workbench;
    await quickInput.command('Bellglass: New Sandboxed Terminal');
    await terminals.see(/\(sandbox\) .*\$/, patience);
    expect((await session.bellglass(['rm', '--force', ...(await ids())])).status).toBe(0);
    await workbench.step('gone', async () => {
      await notifications.with(/The sandboxed terminal is gone/).waitFor({ timeout: patience });
    });
    await notifications.press(/The sandboxed terminal is gone/, 'New Sandboxed Terminal');
    await terminals.see(/\(sandbox\) .*\$/, patience);
  });

  test('is gone without a word when its sandbox is stopped in this window', async () => {
    const { session, views, notifications } = workbench;
    await views.show('Bellglass');
    await views.pressInline(/Sandbox work-/, 'Stop');
    await views.treeItem(/Sandbox work-.*: stopped/).waitFor({ timeout: patience });
    // Longer than what became of a terminal takes to be said.
    await sleep(2000);
    expect((await notifications.all()).filter((message) => /is gone|terminated/.test(message))).toEqual([]);
    expect((await session.bellglass(['ls', '-a', '--format', '{{.State}}'])).stdout).toMatch(/stopped/i);
  });

  test('is what "+" opens in this workspace once it is the default, until that is taken back', async () => {
    const { session, quickInput, terminals, notifications } = workbench;
    const settings = `${session.workspace}/.vscode/settings.json`;
    await quickInput.command('Bellglass: Use Sandboxed Terminals in This Workspace by Default');
    await workbench.step('default', async () => {
      await notifications.with(/New terminals of this workspace are sandboxed/).waitFor();
    });
    expect(readFileSync(settings, 'utf8')).toContain(`"terminal.integrated.defaultProfile.linux": "${profile}"`);
    const before = await sessions();
    await quickInput.command('Terminal: Create New Terminal');
    await until({ what: 'another session', milliseconds: patience }, async () => (await sessions()) === before + 1);
    await terminals.see(/\(sandbox\) .*\$/, patience);
    await notifications.press(/New terminals of this workspace are sandboxed/, 'Undo');
    await until(
      { what: 'the usual terminals', milliseconds: patience },
      () => !readFileSync(settings, 'utf8').includes('Bellglass'),
    );
    expect((await session.bellglass(['rm', '--force', ...(await ids())])).status).toBe(0);
  });
});

/** Every row but the one that is typed into. */
const others = (cells: readonly string[][]): string[][] => cells.filter((_, row) => row !== 3);

/** The ids of every sandbox. */
async function ids(): Promise<string[]> {
  return (await workbench.session.bellglass(['ls', '-q'])).stdout.trim().split('\n');
}

async function inspect(id: string): Promise<SandboxInfo> {
  return await commandsOf(workbench.session).inspect(id);
}

/** How many shells the only sandbox has had. */
async function sessions(): Promise<number> {
  const [id = ''] = await ids();
  return (await inspect(id)).sessions.length;
}

/** How many terminals show the session of the only sandbox. */
async function viewers(): Promise<number> {
  const [id = ''] = await ids();
  return (await inspect(id)).sessions[0]?.viewers ?? 0;
}
