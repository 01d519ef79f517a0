import { describe, expect, test } from 'vitest';
import { errorCodes } from '../../../daemon/protocol/errors.js';
import { buttonFor } from '../../../src/buttons.js';
import { read } from '../../tidy/tree.js';

describe('the button under an error', () => {
  test('is decided for every code, and for nothing else', () => {
    expect(Object.keys(buttonFor).sort()).toEqual([...errorCodes].sort());
  });

  test('is a command of the extension', () => {
    const { contributes } = JSON.parse(read('package.json')) as { contributes: { commands: { command: string }[] } };
    const commands = contributes.commands.map(({ command }) => command);
    const used = [...new Set(Object.values(buttonFor))].filter((button) => button !== null);
    expect(used.length).toBeGreaterThan(2);
    expect(used.filter((button) => !commands.includes(`bellglass.${button}`))).toEqual([]);
  });

  test('checks the set-up where a machine cannot be booted', () => {
    for (const code of ['no_hypervisor', 'hypervisor_unusable', 'boot_failed', 'native_missing'] as const)
      expect(buttonFor[code]).toBe('checkSetup');
  });
});
