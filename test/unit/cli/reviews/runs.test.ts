import { describe, expect, test } from 'vitest';
import { recordOf, reviewing } from './reviewing.js';

const past = [
  { record: recordOf(), applications: 0 },
  { record: recordOf({ id: 'ffffffffffff', review: null, mode: 'readonly' }), applications: 0 },
];
const answers = { 'run.list': () => ({ runs: past }) };

describe('bellglass runs', () => {
  test('asks for the twenty newest, or as many as are wanted, and shows them as a table', async () => {
    const { bellglass, calls } = await reviewing(answers);
    const { status, stdout, stderr } = await bellglass(['runs']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^ID +STARTED .*\n0123456789ab .* 3 to review .*\nffffffffffff .* - .*\n$/);
    await bellglass(['runs', '-n', '3']);
    expect(calls.map(({ params }) => params)).toEqual([{ most: 20 }, { most: 3 }]);
  });

  test('-q prints their ids, and --json all that is known', async () => {
    const { bellglass } = await reviewing(answers);
    expect((await bellglass(['runs', '-q'])).stdout).toBe('0123456789ab\nffffffffffff\n');
    expect(JSON.parse((await bellglass(['runs', '--json'])).stdout)).toEqual(past);
  });

  test('shows an empty table when nothing has run', async () => {
    const { bellglass } = await reviewing({ 'run.list': () => ({ runs: [] }) });
    expect((await bellglass(['runs'])).stdout).toBe('ID   STARTED   STATUS   CHANGES   COMMAND   WORKSPACE\n');
  });
});
