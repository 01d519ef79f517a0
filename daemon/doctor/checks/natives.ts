import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { expectedNatives, type Natives } from '../../machine/natives.js';
import { systemCode, systemReason } from '../../state/systemReason.js';
import { byCommand, inWords, lineOf, missing, ok, quoted, type Check, type Finding } from '../check.js';
import { readHead } from '../readings.js';

/** What was seen of one of Bellglass's own native files. */
export interface NativeFacts {
  readonly path: string;
  /** Why it cannot be read; null when it can. */
  readonly problem: { readonly absent: boolean; readonly reason: string } | null;
  readonly regular: boolean;
  readonly executable: boolean;
  readonly bytes: number;
  /** Its first bytes. */
  readonly head: Buffer;
}

type Kind = 'program' | 'kernel' | 'archive';

const files: readonly { readonly key: keyof Natives; readonly title: string; readonly kind: Kind }[] = [
  { key: 'vmm', title: 'bellglass-vmm', kind: 'program' },
  { key: 'virtiofsd', title: 'bellglass-virtiofsd', kind: 'program' },
  { key: 'fs', title: 'bellglass-fs', kind: 'program' },
  { key: 'kernel', title: 'guest kernel', kind: 'kernel' },
  { key: 'initramfs', title: 'agent (initramfs)', kind: 'archive' },
];

/** Whether the programs and files that machines are made of are there, and what they should be. */
export const nativeFiles: Check = {
  id: 'native',
  title: 'native programs',
  look: async ({ env }) => {
    const natives = expectedNatives(env);
    const look = async ({ key, title, kind }: (typeof files)[number]) =>
      lineOf(`native.${key}`, title, judgeNative(await lookAtNative(natives[key]), kind));
    return await Promise.all(files.map(look));
  },
};

/** Looks at one. */
export async function lookAtNative(path: string): Promise<NativeFacts> {
  const nothing = { path, regular: false, executable: false, bytes: 0, head: Buffer.alloc(0) };
  try {
    const found = await stat(path);
    await access(path, constants.R_OK);
    const executable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    const head = found.isFile() ? await readHead(path, 20) : null;
    return {
      ...nothing,
      problem: null,
      regular: found.isFile(),
      executable,
      bytes: found.size,
      head: head ?? nothing.head,
    };
  } catch (thrown) {
    return { ...nothing, problem: { absent: systemCode(thrown) === 'ENOENT', reason: systemReason(thrown) } };
  }
}

// The build is of a source tree, and a package has none: which of the two it is only the user knows.
const again = inWords('Build it with "npm run build", or install Bellglass again.');

/** What the facts mean. */
export function judgeNative({ path, problem, regular, executable, bytes, head }: NativeFacts, kind: Kind): Finding {
  if (problem?.absent === true) return missing(`${quoted(path)} is missing`, again);
  if (problem !== null)
    return missing(`${quoted(path)} cannot be read: ${problem.reason}`, byCommand(`sudo chmod a+rX ${quoted(path)}`));
  if (!regular || !isKind(kind, head))
    return missing(`${quoted(path)} is not what it should be (${names[kind]})`, again);
  if (kind === 'program' && !executable)
    return missing(`${quoted(path)} is not executable`, byCommand(`chmod a+rx ${quoted(path)}`));
  return ok(`${path}, ${(bytes / 1024 / 1024).toFixed(1)} MiB`);
}

const names: Readonly<Record<Kind, string>> = {
  program: `a program for ${process.arch}`,
  kernel: `a Linux kernel for ${process.arch}`,
  archive: 'a cpio archive',
};

/** ELF's numbers of the architectures. */
const elfMachines: Readonly<Record<string, number>> = { x64: 62, arm64: 183 };

function isKind(kind: Kind, head: Buffer): boolean {
  if (kind === 'archive') return head.subarray(0, 6).toString('latin1') === '070701';
  // A kernel for ARM is no ELF file, but a raw image.
  if (kind === 'kernel' && process.arch === 'arm64') return head.length > 0;
  const isElf = head.subarray(0, 4).toString('latin1') === '\u007fELF' && head.length >= 20;
  return isElf && head.readUInt16LE(18) === elfMachines[process.arch];
}
