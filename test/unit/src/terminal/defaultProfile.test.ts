import { beforeEach, describe, expect, test, vi } from 'vitest';
import { memory } from '../../../helpers/vscode/memory.js';

/** A workspace's settings and what the user is told, as VS Code has them. */
interface Code {
  user: unknown;
  workspace: unknown;
  folders: object[] | undefined;
  file: { scheme: string; path: string } | undefined;
  answer: string | undefined;
  readonly said: string[];
  readonly context: unknown[];
  readonly targets: Set<unknown>;
}
const code = vi.hoisted<Code>(() => ({
  user: undefined,
  workspace: undefined,
  folders: [{}],
  file: undefined,
  answer: undefined,
  said: [],
  context: [],
  targets: new Set(),
}));
vi.mock('vscode', async () => ({
  ConfigurationTarget: { Workspace: 2 },
  l10n: (await import('../../../helpers/vscode/l10n.js')).l10n,
  commands: {
    executeCommand: (_command: string, _key: string, value: unknown) => code.context.push(value),
  },
  window: {
    showInformationMessage: async (said: string) => {
      code.said.push(said);
      return await Promise.resolve(code.answer);
    },
  },
  workspace: {
    get workspaceFolders() {
      return code.folders;
    },
    get workspaceFile() {
      return code.file;
    },
    getConfiguration: () => ({
      get: () => code.workspace ?? code.user,
      inspect: () => ({ globalValue: code.user, workspaceValue: code.workspace }),
      update: async (_key: string, value: unknown, target: unknown) => {
        code.targets.add(target);
        await Promise.resolve((code.workspace = value));
      },
    }),
  },
}));

const { isDefault, profileTitle, rememberIn, tellContext, useForNewTerminals, useUsualTerminals } =
  await import('../../../../src/terminal/defaultProfile.js');

beforeEach(() => {
  Object.assign(code, { user: undefined, workspace: undefined, folders: [{}], file: undefined, answer: undefined });
  code.said.length = 0;
  code.context.length = 0;
  rememberIn(memory(new Map()));
});

describe('the default profile of a workspace', () => {
  test.each([['zsh'], [null], [undefined]])('that was %j is that again once it is taken back', async (earlier) => {
    code.workspace = earlier;
    await useForNewTerminals();
    expect(code.workspace).toBe(profileTitle);
    // A second time has nothing new to remember.
    await useForNewTerminals();
    await useUsualTerminals();
    expect(code.workspace).toBe(earlier);
    expect([...code.targets]).toEqual([2]);
  });

  test('is taken back by the button under what is said', async () => {
    Object.assign(code, { workspace: 'zsh', answer: 'Undo' });
    await useForNewTerminals();
    expect(code.workspace).toBe('zsh');
    expect(code.context).toEqual([true, false]);
  });

  test('is remembered in a later window', async () => {
    const kept = new Map<string, unknown>();
    rememberIn(memory(kept));
    code.workspace = 'zsh';
    await useForNewTerminals();
    rememberIn(memory(kept));
    await useUsualTerminals();
    expect([code.workspace, kept.get('earlierDefaultProfile')]).toEqual(['zsh', undefined]);
  });

  test('that was set by hand since is left alone', async () => {
    code.workspace = 'zsh';
    await useForNewTerminals();
    code.workspace = 'fish';
    await useUsualTerminals();
    expect(code.workspace).toBe('fish');
  });

  test('is none when what was remembered is no profile', async () => {
    rememberIn(memory(new Map([['earlierDefaultProfile', { strange: true }]])));
    code.workspace = profileTitle;
    await useUsualTerminals();
    expect(code.workspace).toBeUndefined();
  });

  test('is the workspace’s own: one of the user’s settings cannot be taken back there', () => {
    code.user = profileTitle;
    tellContext();
    expect([isDefault(), code.context]).toEqual([false, [false]]);
    code.workspace = profileTitle;
    expect(isDefault()).toBe(true);
  });

  test('needs a folder', async () => {
    code.folders = undefined;
    await useForNewTerminals();
    expect([code.workspace, code.said]).toEqual([undefined, [expect.stringMatching(/^Open a folder first/)]]);
  });
});

test.each([
  [undefined, 'The setting is in its settings.json.'],
  [{ scheme: 'file', path: '/w/several.code-workspace' }, 'The setting is in several.code-workspace.'],
  [{ scheme: 'untitled', path: '/1700000000000' }, 'The setting is saved with the workspace.'],
])('in the workspace of %j it is said where the setting is', async (file, where) => {
  code.file = file;
  await useForNewTerminals();
  expect(code.said).toEqual([`New terminals of this workspace are sandboxed. ${where}`]);
});
