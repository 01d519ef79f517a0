import { readdirSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useWorkbench } from '../helpers/vscode/useWorkbench.js';

const workbench = useWorkbench({ story: 'install', files: { 'hello.py': 'print("hello")\n' } });

test('a window of VS Code comes up with the folder', async () => {
  await workbench.step('window', async () => {
    await workbench.views.treeItem('hello.py').waitFor();
  });
});

test('the extension is listed among those that are installed, with its page', async () => {
  const { page, views } = workbench;
  await workbench.step('extensions', async () => {
    await views.show(/^Extensions/);
    await page.locator('.extensions-list').getByText('Bellglass', { exact: true }).first().waitFor();
  });
  await workbench.step('page', async () => {
    await page.locator('.extensions-list').getByText('Bellglass', { exact: true }).first().dblclick();
    await page
      .locator('.extension-editor')
      .getByRole('button', { name: /^Uninstall/ })
      .first()
      .waitFor();
    const readme = page.frameLocator('iframe.webview').first().frameLocator('#active-frame');
    await readme.getByRole('heading', { name: 'Try it' }).waitFor();
    // VS Code would not show it.
    expect(await readme.getByRole('img').count()).toBe(0);
  });
  expect(await page.locator('.extension-editor .name').first().innerText()).toBe('Bellglass');
});

test('the programs of the installed extension are there, and the user may execute them', () => {
  const folder = readdirSync(workbench.place.extensions).find((name) => name.startsWith('bellglass.bellglass-'));
  const at = `${workbench.place.extensions}/${String(folder)}/dist`;
  for (const name of ['native/linux-x64/bellglass-vmm', 'native/linux-x64/bellglass-virtiofsd', 'bellglass.mjs']) {
    const { mode, uid } = statSync(`${at}/${name}`);
    expect({ name, executable: (mode & 0o111) === 0o111, uid }).toEqual({
      name,
      executable: true,
      uid: workbench.session.account.uid,
    });
  }
});

test('nothing was started, and no file written, in a window in which Bellglass was not used yet', async () => {
  const { session } = workbench;
  const places = [session.state, session.runtime, `${session.directory}/cache`].map((place) => `${place}/bellglass`);
  const traces = (): string[] => [
    ...session.processes().flatMap(({ command }) => /bellglassd|bellglass-vmm|qemu-system/.exec(command)?.[0] ?? []),
    ...places.flatMap((place) =>
      readdirSync(place, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [] : [entry.name])),
    ),
  ];
  expect(traces()).toEqual([]);
  expect((await session.bellglass(['ls'])).status).toBe(0);
  expect(traces()).toEqual(expect.arrayContaining(['bellglassd', 'daemon.sock', 'token']));
});
