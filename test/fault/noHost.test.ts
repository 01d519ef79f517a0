import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Ended } from '../helpers/session/command.js';
import { compile } from '../helpers/compile.js';
import { doctoredNatives } from '../helpers/session/doctoredNatives.js';
import { type Covers, runUnder } from '../helpers/session/hiddenHypervisors.js';
import { inProject } from '../helpers/project.js';
import { useSession } from '../helpers/session/session.js';

const session = useSession();
const marker = `${session.workspace}/marker`;
const quoted = JSON.stringify(marker);

/** Programs that leave the marker wherever they run, and how the host runs each. */
const programs = [
  { file: 'mark.py', text: `open(${quoted}, 'w')`, host: 'python3 mark.py' },
  { file: 'mark.sh', text: `: >${quoted}`, host: 'sh mark.sh' },
  { file: 'mark.js', text: `require('fs').writeFileSync(${quoted}, '')`, host: '"$NODE" mark.js' },
  { file: 'mark.pl', text: `open(my $f, '>', ${quoted});`, host: 'perl mark.pl' },
  {
    file: 'mark.c',
    text: `#include <stdio.h>\nint main(void) { return fopen(${quoted}, "w") == NULL; }\n`,
    host: 'gcc -o built mark.c && ./built',
  },
  { file: 'mark', text: `#!/bin/sh\n: >${quoted}\n`, host: './mark' },
  { file: 'built', text: null, host: './built' },
] as const;

const commands = [...programs.map(({ file }) => [file]), ['--', './mark'], ['--', 'sh', '-c', `: >${quoted}`]];
const options = [[], ['-i'], ['--json'], ['--mode', 'none', '--json', '-i']];
const hypervisors = ['auto', 'libkrun', 'qemu'];
/** Every command on every hypervisor; the other options take turns. */
const ways = hypervisors.flatMap((hypervisor, turn) =>
  commands.map((command, index) => [
    ...(options[(index + turn) % options.length] ?? []),
    '--hypervisor',
    hypervisor,
    ...command,
  ]),
);

/** Some of them, with each command and each hypervisor, where the reason for the refusal comes late. */
const someWays = ways.filter((_, index) => index % (hypervisors.length + 1) === 0);

/** Expects that each way is refused with a sentence, and that nothing ran. */
async function expectRefused(
  run: (args: readonly string[]) => Promise<Ended>,
  which: readonly string[][] = ways,
): Promise<void> {
  const waiting = [...which];
  const refused = async (): Promise<void> => {
    for (let args = waiting.shift(); args !== undefined; args = waiting.shift()) {
      const ended = await run(args);
      const shown = `${args.join(' ')}\n${ended.stderr}`;
      expect(ended.status, shown).toBe(125);
      expect(ended.stderr, shown).toMatch(/^bellglass: [^\n]*[.?]\n/);
      expect(existsSync(marker), shown).toBe(false);
    }
  };
  await Promise.all([refused(), refused(), refused()]);
  await session.expectNoMachine();
}

const under = (covers: Covers) => async (args: readonly string[]) => await runUnder(session, covers, args);

beforeAll(() => {
  for (const { file, text } of programs) if (text !== null) session.write(file, text, 0o755);
});

afterEach(async () => {
  await session.bellglass(['daemon', 'stop']);
  rmSync(marker, { force: true });
});

test.each(programs)('positive control: $host leaves the marker on the host', async ({ host }) => {
  expect(await session.host('sh', ['-c', host], { env: { NODE: session.app.node } })).toMatchObject({ status: 0 });
  expect(existsSync(marker)).toBe(true);
});

describe('nothing runs on the host', () => {
  test('when there is neither QEMU nor KVM, and each hypervisor’s reason is told', async () => {
    await expectRefused(under({ qemu: null, kvm: null }));
    const ended = await runUnder(session, { qemu: null, kvm: null }, ['--', 'true']);
    expect(ended.stderr).toMatch(/^bellglass: No hypervisor works here, .*libkrun: .* qemu: .*not installed/);
  });

  test('when /dev/kvm opens and is none', async () => {
    await expectRefused(under({ qemu: null, kvm: '/dev/null' }), someWays);
  });

  test('when QEMU fails', async () => {
    await expectRefused(under({ qemu: '/bin/false', kvm: null }), someWays);
  });

  test('when QEMU is a script', async () => {
    const fake = `${session.directory}/fake-qemu`;
    writeFileSync(fake, `#!/bin/sh\n: >${quoted}\n`);
    chmodSync(fake, 0o755);
    await expectRefused(under({ qemu: fake, kvm: null }), someWays);
  });

  test('when QEMU ends well without having booted anything', async () => {
    await expectRefused(under({ qemu: '/bin/true', kvm: null }), someWays);
  });

  test('when a program in QEMU’s place pretends to be a guest', async () => {
    const source = inProject('test/fault/guests/pretends.c');
    const fake = compile(source, `${session.directory}/pretends`, { MARKER: marker });
    await expectRefused(under({ qemu: fake, kvm: null }));
    const ended = await runUnder(session, { qemu: fake, kvm: null }, ['--hypervisor', 'qemu', '--', 'true']);
    // It was executed, and ended at its first attempt.
    expect(ended.stderr).toContain('made a system call that its filter refuses');
    await session.host(fake, []);
    expect(existsSync(marker)).toBe(true);
  });

  test.each([
    ['is missing', null],
    ['does nothing', '#!/bin/sh\nexit 0\n'],
    ['fails', '#!/bin/sh\nexit 1\n'],
  ])('when the vmm %s', async (name, text) => {
    const natives = doctoredNatives(session, name.replace(' ', '-'), { 'bellglass-vmm': text });
    const run = async (args: readonly string[]) => await session.run(args, { env: { BELLGLASS_NATIVE: natives } });
    await expectRefused(run, someWays);
  });
});
