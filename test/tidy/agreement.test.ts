import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '../../daemon/cli/arguments/parse.js';
import { exitStatus } from '../../daemon/protocol/status.js';
import { VERSION } from '../../daemon/protocol/version.js';
import { recipeFor } from '../../daemon/run/program/interpreters.js';
import { settingNames } from '../../daemon/state/settings.js';
import { extensions } from '../../src/run/target.js';
import { files, read, sources } from './tree.js';

/** The extensions of the daemon's table by VS Code's languages. */
const languages: Readonly<Record<string, readonly string[]>> = {
  python: ['py'],
  javascript: ['js', 'mjs', 'cjs'],
  typescript: ['ts', 'mts'],
  shellscript: ['sh', 'bash', 'zsh'],
  fish: ['fish'],
  powershell: ['ps1'],
  ruby: ['rb'],
  perl: ['pl'],
  php: ['php'],
  lua: ['lua'],
  tcl: ['tcl'],
  awk: ['awk'],
  go: ['go'],
  c: ['c'],
  cpp: ['cpp', 'cc', 'cxx'],
  rust: ['rs'],
  java: ['java'],
  r: ['r'],
  julia: ['jl'],
};
/** Extensions of languages whose usual files (.ex, .kt) do not run: a menu cannot tell them apart. */
const withoutMenu = ['exs', 'kts'];

interface Manifest {
  version: string;
  scripts: Record<string, string>;
  contributes: {
    commands?: { command: string }[];
    configuration?: { properties: Record<string, unknown> };
    keybindings?: { when: string }[];
    menus?: Record<string, { when?: string }[]>;
  };
  engines: { vscode: string };
  devDependencies: Record<string, string>;
}
const manifest = JSON.parse(read('package.json')) as Manifest;
const readme = read('README.md');

/** What a command's help prints. */
function helpOf(...command: string[]): string {
  let help = '';
  parseCommandLine([...command, '--help'], { cwd: '/', writeOut: (text) => (help += text), writeErr: () => undefined });
  return help;
}

/** Every command by its words. */
const commands = [
  ...[
    'run',
    'runs',
    'show',
    'changes',
    'diff',
    'apply',
    'undo',
    'discard',
    'create',
    'start',
    'stop',
    'restart',
    'rm',
    'rename',
    'ls',
    'inspect',
    'exec',
    'attach',
    'logs',
    'stats',
  ],
  ...['top', 'doctor', 'version', 'daemon status', 'daemon stop'],
].map((words) => words.split(' '));

/** Every long option of a command, as its help prints it. */
function optionsOf(...command: string[]): string[] {
  return [
    ...new Set([...helpOf(...command).matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option = '']) => option)),
  ];
}

const quoted = (text: string, pattern: RegExp) => new Set([...text.matchAll(pattern)].map(([, match = '']) => match));

describe('the README', () => {
  test('names every command', () => {
    const words = [...helpOf().matchAll(/^ {2}([a-z]+)[ |]/gm)].map(([, word = '']) => word);
    expect(words.length).toBeGreaterThan(20);
    expect(words.filter((word) => word !== 'help' && !new RegExp(`\\b${word}\\b`).test(readme))).toEqual([]);
    expect(words.filter((word) => word !== 'help' && word !== 'daemon').sort()).toEqual(
      commands.flatMap(([word, more]) => (more === undefined ? [word] : [])).sort(),
    );
  });

  test('names every option of every command', () => {
    const options = [...new Set(commands.flatMap((words) => optionsOf(...words)))].filter((one) => one !== '--help');
    expect(options.length).toBeGreaterThan(10);
    expect(options.filter((option) => !readme.includes(`\`${option}`) && !readme.includes(`, ${option}`))).toEqual([]);
  });

  test('names no option that is none', () => {
    const real = new Set([...commands.flatMap((words) => optionsOf(...words)), ...optionsOf()]);
    const named = quoted(readme.replace(/^(npm|git|sudo|apt).*$/gm, ''), /(?<![\w-])(--[a-z][a-z-]+)/g);
    expect([...named].filter((option) => !real.has(option))).toEqual([]);
  });

  test('names every exit status that is Bellglass’s', () => {
    for (const status of [exitStatus.timedOut, exitStatus.bellglass, exitStatus.notExecutable, exitStatus.notFound]) {
      expect(readme).toMatch(new RegExp(`\\| \`?${String(status)}\`? `));
    }
  });

  test('names every script of package.json that is for people, and none that is none', () => {
    const named = quoted(readme, /npm (?:run )?((?<=run )[a-z:]+|test)\b/g);
    expect([...named].filter((script) => !(script in manifest.scripts))).toEqual([]);
    expect(Object.keys(manifest.scripts).filter((script) => script !== 'prepare' && !named.has(script))).toEqual([]);
  });

  test('names every environment variable that Bellglass reads', () => {
    const reads = new Set(
      sources
        .filter((file) => file.endsWith('.ts'))
        .flatMap((file) => [...quoted(read(file), /\b(BELLGLASS_[A-Z_]+)\b/g)]),
    );
    const constants = new Set(['BELLGLASS_RPC_ERROR', 'BELLGLASS_SHELL_START']);
    expect([...reads].filter((name) => !constants.has(name) && !readme.includes(name))).toEqual([]);
  });

  test('has every key of the user’s settings in its table, and no other', () => {
    const [, table = ''] = readme.split(/^## Settings$/m);
    const [rows = ''] = table.split(/^## /m);
    expect([...quoted(rows, /^\| `(\w+)` /gm)]).toEqual(settingNames);
  });

  test('links only to files that exist', () => {
    const documents = files.filter((file) => file.endsWith('.md') && file !== 'THIRD_PARTY_NOTICES.md');
    const broken = documents.flatMap((document) => {
      const folder = document.includes('/') ? document.replace(/[^/]+$/, '') : '';
      const links = [...quoted(read(document), /\]\((?!https?:|#)([^)#]+)/g)];
      return links
        .map((link) => new URL(folder + link, 'file:///').pathname.slice(1))
        .filter((path) => !files.includes(path));
    });
    expect(broken).toEqual([]);
  });
});

describe('the manifest', () => {
  test('has one version, everywhere', () => {
    expect(VERSION).toBe(manifest.version);
    expect(read('native/Cargo.toml')).toContain(`version = "${manifest.version}"`);
    expect(read('CHANGELOG.md')).toContain(`## ${manifest.version}`);
  });

  test('asks for no proposed API of VS Code', () => {
    expect(manifest).not.toHaveProperty('enabledApiProposals');
  });

  test('pins the types of VS Code to the oldest that is supported', () => {
    expect(`^${manifest.devDependencies['@types/vscode'] ?? ''}`).toBe(manifest.engines.vscode);
  });

  test('contributes commands and settings that the extension knows, and the README names', () => {
    const extension = sources
      .filter((file) => file.startsWith('src/'))
      .map(read)
      .join('\n');
    const commands = (manifest.contributes.commands ?? []).map(({ command }) => command);
    const settings = Object.keys(manifest.contributes.configuration?.properties ?? {});
    const texts = JSON.parse(read('package.nls.json')) as Record<string, string>;
    const title = (id: string): string => (texts[id.replace('bellglass.', '')] ?? id).replace(/\.\.\.$/, '');
    expect(commands.length).toBeGreaterThan(10);
    expect(
      commands.filter((id) => !extension.includes(`'${id}'`) || !readme.replace(/\s+/g, ' ').includes(title(id))),
    ).toEqual([]);
    const known = (id: string): boolean => extension.includes(`'${id.replace('bellglass.', '')}'`);
    expect(settings.filter((id) => !known(id) || !readme.includes(`\`${id}\``))).toEqual([]);
    const ids = quoted(extension, /'(bellglass\.(?!mjs'|terminal'|sandboxes'|status'|run[SG])[a-z]\w*)'/g);
    expect([...ids].filter((id) => !commands.includes(id) && id !== 'bellglass.terminalsAreSandboxed')).toEqual([]);
    const registered = quoted(extension, /registerCommand\(\s*'([^']+)'/g);
    expect([...registered].filter((id) => !commands.includes(id))).toEqual([]);
  });

  test('offers a run for the languages that the daemon runs, in every menu and for documents without a name', () => {
    const { menus = {} } = manifest.contributes;
    const conditions = Object.values(menus).flatMap((menu) => menu.map(({ when = '' }) => when));
    const offered = conditions.flatMap((when) => [...quoted(when, /resourceLangId =~ \/\^\(([^)]*)\)/g)]);
    expect(offered).toHaveLength(3);
    for (const list of offered) expect(list.split('|').sort()).toEqual(Object.keys(extensions).sort());
    expect(Object.values(extensions).filter((extension) => recipeFor(extension) === null)).toEqual([]);
    const known = quoted(read('daemon/run/program/interpreters.ts'), /^ {2}\['(\w+)', /gm);
    expect([...known].sort()).toEqual([...Object.values(languages).flat(), ...withoutMenu].sort());
    expect(Object.keys(extensions).sort()).toEqual(Object.keys(languages).sort());
    for (const [language, extension] of Object.entries(extensions))
      expect(languages[language]).toContain(extension.slice(1));
  });

  test('leaves VS Code its own keys in notebooks and in the find widget', () => {
    const { keybindings = [] } = manifest.contributes;
    expect(keybindings.length).toBeGreaterThan(1);
    for (const { when } of keybindings) expect(when).toMatch(/ && !findWidgetVisible && !notebookEditorFocused$/);
  });

  test('ships by an allow list, of which the package for every platform leaves the native programs out', () => {
    const rules = (file: string): string[] =>
      read(file)
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'));
    const [first, ...allowed] = rules('.vscodeignore');
    expect(first).toBe('**');
    expect(allowed.filter((rule) => !rule.startsWith('!'))).toEqual([]);
    expect(rules('.vscodeignore-universal')).toEqual(['**', ...allowed.filter((rule) => !rule.includes('native'))]);
  });
});

describe('decisions', () => {
  test('are short: a heading and at most eight lines each', () => {
    const entries = read('docs/decisions.md').split(/^## /m).slice(1);
    expect(entries.length).toBeGreaterThan(0);
    const long = entries.filter((entry) => entry.trim().split('\n').length > 10).map((entry) => entry.split('\n')[0]);
    expect(long).toEqual([]);
  });
});
