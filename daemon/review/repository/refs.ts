import type { LeftRef } from '../../protocol/reviews/repository.js';
import { bytesOf, pathName, type RawPath } from '../rawPath.js';

/** What a ref is: an object's id, or why it is none. */
export type RefValue = { readonly id: string } | { readonly left: LeftRef };

/** The longest name, in bytes: it is a file's path, and a lock's. */
const longestName = 240;
const id = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** What the file of a ref says. */
export function looseValue(content: Buffer): RefValue {
  const text = content.toString('latin1');
  if (text.startsWith('ref:')) return { left: 'symbolic' };
  const value = text.trimEnd();
  return id.test(value) ? { id: value } : { left: 'value' };
}

/** The refs that packed-refs has, a character a byte. Lines that say something else are left out, as git leaves out what is peeled. */
export function packedValues(content: Buffer): Map<string, RefValue> {
  const refs = new Map<string, RefValue>();
  for (const line of content.toString('latin1').split('\n')) {
    const [, value = '', name = ''] = /^([0-9a-f]+) (refs\/.+)$/.exec(line) ?? [];
    if (id.test(value)) refs.set(name, { id: value });
  }
  return refs;
}

/** Why a ref of that name is none that may be taken over; null when it may be, as far as its name says. @param name a character a byte */
export function nameProblem(name: string): LeftRef | null {
  if (!/^refs\/(?:heads|tags)\//.test(name)) return 'elsewhere';
  const text = pathName(name as RawPath);
  if (typeof text !== 'string' || bytesOf(name as RawPath).length > longestName) return 'name';
  // Git forbids the rest; what looks like an option, like HEAD, or turns the direction of text would only deceive.
  const deceives = /^refs\/[a-z]+\/(?:-|@$|head$)|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/iu.test(text);
  return deceives || !isWellFormed(text) ? 'name' : null;
}

/** The rules of git check-ref-format, which is asked again before anything is applied. */
function isWellFormed(name: string): boolean {
  if (/[ ~^:?*[\\]|\.\.|@\{|\/\/|[/.]$/.test(name)) return false;
  return name.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.toLowerCase().endsWith('.lock'));
}
