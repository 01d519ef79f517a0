import { dirname } from 'node:path';

/** The directories above `path` inside `outer`, outermost first; none when it is not in it. */
export function parentsWithin(path: string, outer: string): string[] {
  const above: string[] = [];
  for (let at = dirname(path); at.startsWith(`${outer}/`); at = dirname(at)) above.unshift(at);
  return above;
}
