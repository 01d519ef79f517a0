import { beforeEach, describe, expect, test, vi } from 'vitest';
import { limits } from '../../../daemon/protocol/limits.js';
import { leastMemoryMiB, readSettings, settingKeys } from '../../../src/settings.js';
import { read } from '../../tidy/tree.js';

const given = vi.hoisted(() => new Map<string, unknown>());
vi.mock('vscode', () => ({ workspace: { getConfiguration: () => ({ get: (key: string) => given.get(key) }) } }));
beforeEach(() => {
  given.clear();
});

/** A setting's entry in package.json. */
interface Property {
  readonly default: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
}
const { contributes } = JSON.parse(read('package.json')) as {
  contributes: { configuration: { properties: Record<string, Property> } };
};
const propertyOf = (key: string): Property => contributes.configuration.properties[`bellglass.${key}`]!;
const readOne = (key: (typeof settingKeys)[number], value: unknown): unknown => {
  given.set(key, value);
  return readSettings()[key];
};

describe('a setting', () => {
  test.each(settingKeys)('%s that is malformed counts as not set', (key) => {
    const usual = propertyOf(key).default;
    for (const malformed of [undefined, -1, 1e9, 'many', {}]) expect(readOne(key, malformed)).toBe(usual);
  });

  test.each(['memoryMiB', 'cpus', 'idleStopMinutes'] as const)(
    '%s is taken as far as the editor underlines nothing, and underlined where it is not taken',
    (key) => {
      const { minimum = NaN, maximum = NaN } = propertyOf(key);
      expect([readOne(key, minimum), readOne(key, maximum)]).toEqual([minimum, maximum]);
    },
  );

  test('is underlined where no machine can have it', () => {
    expect(propertyOf('memoryMiB').minimum).toBe(leastMemoryMiB);
    expect(propertyOf('cpus').maximum).toBe(limits.maximumCpus);
    expect(readOne('memoryMiB', propertyOf('memoryMiB').maximum! + 1)).toBeNull();
    expect(readOne('idleStopMinutes', propertyOf('idleStopMinutes').maximum! + 1)).toBe(60);
  });
});
