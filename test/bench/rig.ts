import { bootRig } from '../helpers/rig/rig.js';
import { pair, type Pair } from './pairs.js';

/** Pairs measured in one boot of the rig, and how often it is booted at most. */
const pairsPerBoot = 3;
const mostBoots = 5;
/** The whole of one boot, in milliseconds: a pair takes one to two minutes in there. */
const limit = 900_000;

/** Pairs of real libkrun on a KVM that QEMU emulates, from as many boots of the rig as it takes; those of a boot that hung later count. */
export async function measureInRig(bundle: string, initramfs: string, count: number): Promise<Pair[]> {
  const pairs: Pair[] = [];
  const said: string[] = [];
  for (let boot = 0; boot < mostBoots && pairs.length < count; boot++) {
    const { failure, lines, console } = await bootRig({
      kernel: 'libkrunfw',
      limit,
      command: `'${process.execPath}' '${bundle}' pairs libkrun ${String(pairsPerBoot)} '${initramfs}'`,
    });
    pairs.push(...lines.filter((line) => line.startsWith('{')).map((line) => pair.parse(JSON.parse(line))));
    said.push(`${failure ?? 'it came to its end'}: ${console.slice(-2000)}`);
  }
  if (pairs.length === 0) throw new Error(`the rig measured nothing: ${said.join('\n')}`);
  return pairs;
}
