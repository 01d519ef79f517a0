import { expect, test } from 'vitest';
import { sentence } from '../../../../daemon/protocol/sentences.js';
import { commandLineWays, type Ways } from '../../../../daemon/protocol/sentences/ways.js';
import { sampleErrors } from '../../../helpers/errors.js';

/** Says of each way that it was taken, and its name. */
function named(): Ways {
  const marked = Object.entries(commandLineWays).map(([name, way]: [string, unknown]) => {
    const mark = `<${name}>`;
    return [name, typeof way === 'function' ? () => mark : mark];
  });
  return Object.fromEntries(marked) as Ways;
}

test('every way is in a sentence or a note, so that no front end names what nobody reads', () => {
  const ways = named();
  const said = sampleErrors()
    .flat()
    .map((error) => sentence(error, ways))
    .join('\n');
  const unsaid = Object.keys(ways).filter((name) => !said.includes(`<${name}>`));
  // Of time a note speaks, of changes what is said at the end of a run, and no error does.
  expect(unsaid).toEqual(['moreTime', 'reviewChanges']);
});

test('no sentence names an option or a command of the command line by itself', () => {
  const ways = named();
  for (const error of sampleErrors().flat()) expect(sentence(error, ways)).not.toMatch(/--|\bbellglass [a-z]/);
});

test.each([
  ['sandbox_not_running', 'Start it with: bellglass start NAME'],
  ['sandbox_running', 'Stop it first, or remove it as it is with: bellglass rm --force NAME'],
  ['no_session', 'Start something with: bellglass exec -dt NAME -- sh'],
  ['not_a_terminal', 'Read it with: bellglass logs -f SESSION ID'],
  ['interpreter_unknown', 'Name the interpreter, as in: bellglass run -- python3 PATH'],
  ['too_many_sandboxes', 'Remove some with "bellglass rm".'],
  [
    'mode_not_available',
    "Use --mode readonly, --mode direct (the program's changes are yours at once) or --mode none.",
  ],
  ['daemon_other_version', 'Wait for its runs to end, or end them with "bellglass daemon stop".'],
  ['hypervisor_unusable', 'Leave --hypervisor out to let Bellglass choose.'],
] as const)('%s: on the command line what to do is a command or an option', (code, advice) => {
  const error = sampleErrors().find(([{ code: one }]) => one === code)?.[0];
  expect(error && sentence(error).endsWith(` ${advice}`)).toBe(true);
});
