import { runInRig } from '../helpers/rig/rig.js';
import { pair, type Pair } from './pairs.js';

/** Pairs measured in one boot of the rig: a machine that hangs takes all of them along. */
const pairsPerBoot = 3;

/** Pairs of real libkrun on a KVM that QEMU emulates, from as many boots of the rig as it takes. */
export async function measureInRig(bundle: string, initramfs: string, count: number): Promise<Pair[]> {
  const pairs: Pair[] = [];
  while (pairs.length < count) {
    const { lines, console } = await runInRig({
      kernel: 'libkrunfw',
      command: `'${process.execPath}' '${bundle}' pairs libkrun ${String(pairsPerBoot)} '${initramfs}'`,
    });
    const measured = lines.filter((line) => line.startsWith('{')).map((line) => pair.parse(JSON.parse(line)));
    if (measured.length === 0) throw new Error(`the rig measured nothing: ${console.slice(-2000)}`);
    pairs.push(...measured);
  }
  return pairs;
}
