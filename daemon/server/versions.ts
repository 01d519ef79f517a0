/** Whether the first of two versions is the older one, by their numbers; what is no version is not older than anything. */
export function isOlder(one: string, other: string): boolean {
  const [first, second] = [numbersOf(one), numbersOf(other)];
  if (first === null || second === null) return false;
  for (const [at, number] of first.entries()) {
    const difference = number - (second[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function numbersOf(version: string): number[] | null {
  const parts = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:[-+].*)?$/.exec(version);
  return parts === null ? null : parts.slice(1, 4).map(Number);
}
