import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { version } from '../../../daemon/cli/version.js';
import { PROTOCOL_VERSION } from '../../../daemon/protocol/version.js';

const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

function printed(json: boolean): string {
  const stdout = new PassThrough();
  expect(version(json, { stdout })).toBe(0);
  return String(stdout.read());
}

describe('bellglass version', () => {
  test('prints the version of package.json', () => {
    expect(printed(false)).toBe(`bellglass ${manifest.version}\n`);
  });

  test('prints it as JSON, with the protocol', () => {
    expect(JSON.parse(printed(true))).toEqual({ version: manifest.version, protocol: PROTOCOL_VERSION });
  });
});
