import { describe, expect, test } from 'vitest';
import { noteOf } from '../../../daemon/protocol/record/notes.js';
import { sentence } from '../../../daemon/protocol/sentences.js';
import { editorSentence, editorWays } from '../../../src/ways.js';
import { sampleErrors } from '../../helpers/errors.js';
import { read, sources } from '../../tidy/tree.js';

const errors = sampleErrors().flatMap((alike) => alike.map((error) => ({ code: error.code, error })));
const notes = [
  noteOf({ outcome: 'timedOut', signal: null, outOfMemory: false }, editorWays),
  noteOf({ outcome: 'failed', signal: null, outOfMemory: true }, editorWays),
];
const texts = [...errors.map(({ error }) => editorSentence(error)), ...notes].map(String);

describe('in the editor a sentence', () => {
  test.each(errors)('of $code names no option and no command of the command line', ({ error }) => {
    const text = editorSentence(error);
    expect(text).not.toMatch(/--/);
    expect(text).not.toMatch(/\bbellglass [a-z]/);
    expect(text).not.toContain('undefined');
    expect(text).toMatch(/^[A-Z0-9"].*\S$/);
  });

  test('of a run names none either', () => {
    for (const note of notes) expect(note).toMatch(/^(?!.*--).*\.$/);
  });

  test.each([
    ['memory_total', /ask for less with the setting bellglass\.memoryMiB\.$/],
    ['cpus_total', /ask for fewer with the setting bellglass\.cpus\.$/],
    ['hypervisor_unusable', /Set bellglass\.hypervisor to "auto" to let Bellglass choose\.$/],
    ['mode_not_available', /or "None" with "Bellglass: Choose How Sandboxes See This Folder"\.$/],
    ['sandbox_running', /remove it as it is with "Bellglass: Remove Sandbox"\.$/],
    ['disk_failed', /or see what "Bellglass: Check Set-up" says\.$/],
    ['interpreter_unknown', /Name the interpreter with "Bellglass: Run Command in Sandbox", as in: python3 PATH$/],
    ['daemon_misbehaved', /End its process, which "pgrep -f bellglassd" finds, and try again\.$/],
    ['unknown_past_run', /"runs" of the command line lists those there are\.$/],
    ['workspace_too_large', /or: Choose "Read-only" with "Bellglass: Choose How Sandboxes See This Folder"\.$/],
    ['has_a_terminal', /See it with "Show Terminal" in the view of sandboxes\.$/],
  ] as const)('of %s says what to do there', (code, advice) => {
    expect(errors.filter((one) => one.code === code).map(({ error }) => editorSentence(error))[0]).toMatch(advice);
  });

  test('says what happened as the command line does', () => {
    for (const { error } of errors) {
      const [happened] = sentence(error).split('. ');
      expect(editorSentence(error).startsWith(happened ?? '')).toBe(true);
    }
  });
});

describe('what the sentences of the editor name', () => {
  const { contributes } = JSON.parse(read('package.json')) as {
    contributes: {
      commands: { command: string }[];
      configuration: { properties: Record<string, unknown> };
      menus: { commandPalette: { command: string; when: string }[] };
    };
  };
  const titles = JSON.parse(read('package.nls.json')) as Record<string, string>;
  const titleOf = (id: string): string => (titles[id.replace('bellglass.', '')] ?? id).replace(/\.\.\.$/, '');

  test('are commands of the palette, by their titles', () => {
    const hidden = contributes.menus.commandPalette.filter(({ when }) => when === 'false').map((one) => one.command);
    const shown = contributes.commands.map((one) => one.command).filter((id) => !hidden.includes(id));
    const palette = shown.map((id) => `Bellglass: ${titleOf(id)}`);
    const named = texts.flatMap((text) => [...text.matchAll(/"(Bellglass: [^"]+)"/g)].map(([, title = '']) => title));
    expect(new Set(named).size).toBeGreaterThan(7);
    expect(named.filter((title) => !palette.includes(title))).toEqual([]);
    expect(titleOf('bellglass.attachSession')).toBe('Show Terminal');
  });

  test('are settings of the extension', () => {
    const named = texts.flatMap((text) => text.match(/\bbellglass\.[a-zA-Z]+/g) ?? []);
    const settings = Object.keys(contributes.configuration.properties);
    expect([...new Set(named)].sort()).toEqual(['bellglass.cpus', 'bellglass.hypervisor', 'bellglass.memoryMiB']);
    expect(named.filter((name) => !settings.includes(name))).toEqual([]);
  });

  test('are all there is to read of an error: no other file of the editor makes its sentence', () => {
    const makes = sources.filter((file) => file.startsWith('src/') && read(file).includes('/protocol/sentences.js'));
    expect(makes).toEqual(['src/ways.ts']);
  });
});
