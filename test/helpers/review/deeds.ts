import fc from 'fast-check';
import type { Deed } from './overlay.js';

const within = fc.constantFrom('', '', 'd/', 'e/', 'd/e/', 'a/', 'e/d/');
const path = fc.tuple(within, fc.constantFrom('a', 'b', 'd', 'e')).map((parts) => parts.join(''));
const text = fc.constantFrom('', 'one', 'two', 'much more than eight');
const mode = fc.constantFrom(0o600, 0o644, 0o755, 0o700);
// Deeds follow links: none may lead out of the folder to where something is or can be made.
const makes = [
  fc.tuple(fc.constant('mkdir'), path),
  fc.tuple(fc.constant('write'), path, text),
  fc.tuple(fc.constant('symlink'), path, fc.constantFrom('a', 'd/e', '/nonexistent/nothing')),
  fc.tuple(fc.constant('link'), path, path),
] as const;

/** What makes a folder, with some directories in any case. */
export const making: fc.Arbitrary<Deed[]> = fc
  .array(fc.oneof(...makes), { minLength: 8, maxLength: 20 })
  .map((deeds) => [...['d', 'd/e', 'e'].map((name) => ['mkdir', name] as const), ...deeds]);

/** Anything that programs do in a folder; most of it is possible in one of `making`. */
export const anything: fc.Arbitrary<Deed[]> = fc.array(
  fc.oneof(
    ...makes,
    fc.tuple(fc.constant('append'), path, text),
    fc.tuple(fc.constant('replace'), path, text),
    fc.tuple(fc.constant('chmod'), path, mode),
    fc.tuple(fc.constant('remove'), path),
    fc.tuple(fc.constant('rename'), path, path),
    fc.tuple(fc.constant('rename'), path, path),
    fc.tuple(fc.constant('exchange'), path, path),
    fc.tuple(fc.constant('fifo'), path),
  ),
  { maxLength: 15 },
);
