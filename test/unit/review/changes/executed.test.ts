import { describe, expect, test } from 'vitest';
import * as executed from '../../../../daemon/review/changes/executed.js';

describe('the names of what is executed', () => {
  test.each(Object.entries(executed))(
    '%s are in lower case and without a path, as they are compared',
    (_name, names) => {
      expect(names.size).toBeGreaterThan(0);
      expect([...names].filter((name) => name !== name.toLowerCase() || name.includes('/'))).toEqual([]);
    },
  );

  test('stand in one table each', () => {
    const { shellFiles, hookFiles, ciFiles, packageFiles, buildFiles } = executed;
    const all = [shellFiles, hookFiles, ciFiles, packageFiles, buildFiles].flatMap((names) => [...names]);
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
  });
});
