const steps = [
  ['year', 365 * 24 * 3600],
  ['month', 30 * 24 * 3600],
  ['week', 7 * 24 * 3600],
  ['day', 24 * 3600],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** A span of time as Docker tells it, by its largest unit: `3 minutes`, `Less than a second`. A clock that jumped back makes none. */
export function span(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (!(seconds >= 1)) return 'Less than a second';
  const [name, unit] = steps.find(([, length]) => seconds >= length) ?? steps[6];
  const count = Math.floor(seconds / unit);
  return `${String(count)} ${name}${count === 1 ? '' : 's'}`;
}

/** A span of time as ps tells it: `MM:SS`, with hours and days where there are. */
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (number: number): string => String(number).padStart(2, '0');
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24];
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (days > 0) return `${String(days)}-${two(hours)}:${rest}`;
  return hours > 0 ? `${two(hours)}:${rest}` : rest;
}

const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** An amount of KiB with three digits and its unit, as Docker's stats: `512KiB`, `1.25GiB`. */
export function kibibytes(amount: number): string {
  const power = Math.min(Math.max(0, Math.floor(Math.log2(Math.max(amount, 1)) / 10)), units.length - 1);
  const number = amount / 1024 ** power;
  const digits = power === 0 ? 0 : number < 10 ? 2 : number < 100 ? 1 : 0;
  return `${number.toFixed(digits)}${units[power] ?? ''}`;
}

/** A share as a percentage with two digits. */
export function percent(part: number, whole: number): string {
  return `${(whole > 0 ? (100 * part) / whole : 0).toFixed(2)}%`;
}
