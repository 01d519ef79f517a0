import { describe, expect, test } from 'vitest';
import { useWorkbench } from '../helpers/vscode/useWorkbench.js';

const workbench = useWorkbench({ story: 'sandboxes', theme: 'high contrast' });
/** How long a sandbox may take to boot and answer here, in milliseconds. */
const patience = 60_000;

/** The row of a sandbox whose state is that. */
const row = (name: string, state: string) => workbench.views.treeItem(new RegExp(`Sandbox ${name}: ${state}`));

describe('the view of sandboxes', () => {
  test('says what to do while there are none', async () => {
    const { views, page } = workbench;
    await workbench.step('empty', async () => {
      await views.show('Bellglass');
      await page.getByRole('button', { name: 'New Sandboxed Terminal' }).first().waitFor();
      await page.getByRole('button', { name: 'Check Set-up' }).first().waitFor();
    });
  });

  test('shows one that the command line made, and what becomes of it', async () => {
    const { session, views } = workbench;
    expect((await session.bellglass(['create', '--name', 'made', '--mode', 'none', '-m', '256m'])).status).toBe(0);
    await workbench.step('created', async () => {
      await row('made', 'not started yet').waitFor();
    });
    expect((await session.bellglass(['start', 'made'])).status).toBe(0);
    await workbench.step('running', async () => {
      await row('made', 'running').waitFor();
      await views.status(/1 sandbox runs/).waitFor();
    });
    expect((await session.bellglass(['stop', '-t', '0', 'made'])).status).toBe(0);
    await row('made', 'stopped').waitFor();
  });

  test('starts, stops and removes from its menus, and the command line agrees', async () => {
    const { session, views, notifications } = workbench;
    const state = async (): Promise<string> => (await session.bellglass(['ls', '--format', '{{.State}}'])).stdout;
    await views.pressInline(/Sandbox made/, 'Start');
    await row('made', 'running').waitFor({ timeout: patience });
    expect(await state()).toMatch(/running/i);
    await views.pressInline(/Sandbox made/, 'Stop');
    await row('made', 'stopped').waitFor({ timeout: patience });
    expect(await state()).not.toMatch(/running/i);
    await views.choose(/Sandbox made/, /^Remove/);
    await workbench.step('remove', async () => {
      await notifications.dialog.waitFor();
    });
    await notifications.answerDialog('Remove');
    await row('made', 'stopped').waitFor({ state: 'detached', timeout: patience });
    expect(await state()).toBe('');
  });
});
