import { describe, expect, test } from 'vitest';
import { witnessed } from '../../../daemon/run/programs.js';

describe('the programs of a run', () => {
  test('are not known when it had no machine', async () => {
    const logged: string[] = [];
    expect(await witnessed(null, (line) => logged.push(line))).toBeNull();
    expect(logged).toEqual([]);
  });
});
