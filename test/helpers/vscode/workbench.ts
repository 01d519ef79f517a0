import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { qemus } from '../session/hiddenHypervisors.js';
import { Session } from '../session/world.js';
import { type Browser, startBrowser } from './browser.js';
import { Evidence } from './evidence.js';
import { Notifications } from './page/notifications.js';
import type { Page } from './page/playwright.js';
import { QuickInput } from './page/quickInput.js';
import { Terminals } from './page/terminals.js';
import { Views } from './page/views.js';
import { type Server, ServerPlace } from './server/server.js';
import { mediaOf, quietSettings, type Theme, themedWindow, themeNames } from './settings.js';

/** What a story says about its workbench. */
export interface WorkbenchOptions {
  /** The folder of its pictures in test-results/vscode. */
  readonly story: string;
  /** The theme between steps, of which each is pictured in every theme. */
  readonly theme?: Theme;
  /** Ask for trust as a stock VS Code does, so that the folder opens in Restricted Mode; without it everything is trusted. */
  readonly trust?: boolean;
  /** What is in the folder from the start: texts by their paths. */
  readonly files?: Readonly<Record<string, string>>;
  /** The user's settings besides those that make a window quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** VSIX files to install. */
  readonly extensions: readonly string[];
  /** More of the environment of the server, and so of the extensions. */
  readonly env?: NodeJS.ProcessEnv;
  /** Whether this machine's QEMU is hidden from the server and what it starts, until `uncoverQemu`. */
  readonly withoutQemu?: boolean;
  /** More of code-server's arguments. */
  readonly serverArgs?: readonly string[];
}

/** How long a window takes to come up, at most, in milliseconds. */
const comingUp = 90_000;
/** What shows the folders of a window. */
const folderList = '.explorer-folders-view .monaco-list';

/** A real VS Code with extensions installed, run by the ordinary user, in a browser. It needs no test runner. */
export class Workbench {
  /** The user's world: `session.workspace` is the folder that is open, `session.bellglass` the command of the same daemon. */
  readonly session = new Session();
  readonly place: ServerPlace;
  readonly evidence: Evidence;
  /** A file that nobody may execute. */
  private readonly nothing = `${this.session.directory}/nothing`;
  private browser: Browser | null = null;
  private server: Server | null = null;

  constructor(private readonly options: WorkbenchOptions) {
    this.evidence = new Evidence(options.story);
    const hidden = options.withoutQemu === true ? qemus() : [];
    this.place = new ServerPlace(this.session, Object.fromEntries(hidden.map((path) => [path, this.nothing])));
  }

  /** Makes the world, installs the extensions, serves, and opens the folder. */
  async open(): Promise<void> {
    await this.serve();
    await this.openFolder(this.session.workspace);
  }

  /** Gives back what `withoutQemu` hides, as its installation would. @param pid any process that the server has started */
  uncoverQemu(pid: number): void {
    for (const path of qemus()) execFileSync('nsenter', ['--mount', '--target', String(pid), 'umount', path]);
  }

  /** As open, without opening a folder. @param env more of the environment of the extensions */
  async serve(env: NodeJS.ProcessEnv = {}): Promise<void> {
    const { theme = 'light', trust = false, settings = {}, extensions } = this.options;
    await this.session.open();
    writeFileSync(this.nothing, '', { mode: 0 });
    for (const [path, text] of Object.entries(this.options.files ?? {})) this.session.write(path, text);
    this.place.make({ ...quietSettings(trust), ...settings });
    for (const vsix of extensions) await this.place.install(vsix);
    const args = [...(trust ? [] : ['--disable-workspace-trust']), ...(this.options.serverArgs ?? [])];
    this.server = await this.place.serve(args, { ...this.options.env, ...env });
    this.browser = await startBrowser(`${this.session.directory}/browser`);
    await this.page.emulateMedia(mediaOf(theme));
    const answer = await this.browser.context.request.post(`${this.server.origin}/login`, {
      form: { password: this.server.password },
    });
    if (!answer.ok()) throw new Error(`the server let nobody in: ${String(answer.status())}`);
  }

  get page(): Page {
    return this.browserOrThrow().page;
  }

  private browserOrThrow(): Browser {
    if (this.browser === null) throw new Error('the workbench is not open');
    return this.browser;
  }

  /** Errors and warnings that the window wrote to the browser's console. */
  consoleText(): string {
    return this.browserOrThrow().console.join('\n');
  }

  get quickInput(): QuickInput {
    return new QuickInput(this.page);
  }

  get notifications(): Notifications {
    return new Notifications(this.page);
  }

  get terminals(): Terminals {
    return new Terminals(this.page);
  }

  get views(): Views {
    return new Views(this.page);
  }

  /** HOST:PORT of the server, the authority of a vscode-remote URI. */
  get authority(): string {
    return new URL(this.server?.origin ?? '').host;
  }

  /** Opens a folder in the window. @param payload what else VS Code reads from the address */
  async openFolder(path: string, payload: readonly (readonly [string, string])[] = []): Promise<void> {
    const query = new URLSearchParams({ folder: path });
    if (payload.length > 0) query.set('payload', JSON.stringify(payload));
    await this.page.goto(`http://${this.authority}/?${query.toString()}`, { waitUntil: 'commit' });
    await this.ready();
  }

  /** Opens a workspace by its .code-workspace file, or a window without any folder. */
  async openWorkspace(file: string | null): Promise<void> {
    const query = new URLSearchParams(file === null ? { ew: 'true' } : { workspace: file });
    const load = async (): Promise<void> => {
      await this.page.goto(`http://${this.authority}/?${query.toString()}`, { waitUntil: 'commit' });
      await this.ready(false);
    };
    await load();
    if (file === null) return;
    // Where the file comes later than the window, VS Code now and then takes the workspace for one without folders, for good.
    for (let again = 0; again < 3 && !(await this.showsFolders(15_000)); again += 1) await load();
    await this.ready();
  }

  private async showsFolders(milliseconds: number): Promise<boolean> {
    const list = this.page.locator(folderList);
    return await list.waitFor({ timeout: milliseconds }).then(
      () => true,
      () => false,
    );
  }

  /** Reloads the window by its own command. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load', { timeout: comingUp });
    await this.quickInput.command('Developer: Reload Window');
    await loaded;
    await this.ready();
  }

  /** Waits until the window is there and connected. */
  private async ready(hasFolder = true): Promise<void> {
    await this.page.locator(themedWindow(this.options.theme ?? 'light')).waitFor({ timeout: comingUp });
    await this.page.locator('.statusbar').getByRole('button').first().waitFor({ timeout: comingUp });
    // A window without a folder hides the side bar.
    if (hasFolder) await this.page.locator(folderList).waitFor({ timeout: comingUp });
  }

  /** A step of the story: what is done, and pictures of what is seen then in every theme. */
  async step<T>(name: string, work: () => Promise<T>): Promise<T> {
    const result = await work();
    const { theme = 'light' } = this.options;
    this.evidence.begin();
    // The story's own theme comes last, since the window stays in it.
    for (const one of [...themeNames.filter((other) => other !== theme), theme]) {
      await this.wear(one);
      await this.evidence.picture(this.browserOrThrow(), name, one);
    }
    return result;
  }

  private async wear(theme: Theme): Promise<void> {
    await this.page.emulateMedia(mediaOf(theme));
    await this.page.locator(themedWindow(theme)).waitFor({ timeout: comingUp });
  }

  /** Keeps what a failure is understood by. */
  async keepEvidence(): Promise<void> {
    if (this.browser === null) return;
    await this.evidence.keep(this.browser, this.server?.output() ?? '', this.place.userData);
  }

  /** Ends everything, and fails when something of the session is left. */
  async close(): Promise<void> {
    try {
      await this.browser?.context.close();
      await this.server?.stop();
    } finally {
      await this.session.close();
    }
  }
}
