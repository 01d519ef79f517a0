/** A program that ends with the test runner, even when that is killed. */
export function mortal(program: string, args: readonly string[]): [string, string[]] {
  return ['setpriv', ['--pdeathsig', 'KILL', '--', program, ...args]];
}
