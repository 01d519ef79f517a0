import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Base } from '../../../daemon/review/base/base.js';
import { isAtOrBelow, rawPath } from '../../../daemon/review/rawPath.js';
import { hiddenPatterns, usuallyHidden } from '../../../daemon/workspace/hidden.js';
import { snapshotOf } from '../../helpers/review/snapshotOf.js';
import { scratch } from '../../helpers/scratch.js';

const secrets = [
  ...['.env', '.env.local', '.env.production', 'services/api/.env', '.envrc'],
  ...['server.pem', 'tls/private.key', 'store.p12', 'store.pfx', 'app.jks', 'release.keystore', 'pass.kdbx', 'k.ppk'],
  ...['id_rsa', 'keys/id_ed25519', 'id_dsa', 'id_ecdsa'],
  ...['.npmrc', 'web/.npmrc', '.pypirc', '.netrc', '.git-credentials', '.htpasswd'],
  ...['.aws/credentials', '.docker/config.json', '.kube/config', '.ssh/config', '.ssh/deep/known_hosts', '.gnupg/x'],
  ...['service-account.json', 'gcp/service-account-prod.json', 'terraform.tfstate', 'infra/terraform.tfstate.backup'],
];
const others = [
  ...['.env.example', '.env.sample', '.env.template', 'env', 'environment.ts', 'a.env'],
  ...[
    'src/main.ts',
    'package.json',
    '.gitignore',
    'id_rsa.pub',
    'keyboard.ts',
    'key',
    'pem.py',
    'deep/.aws/credentials2',
  ],
  ...['src/aws/credentials', 'docker/config.json', 'main.tf', 'ssh/config'],
  ...['node_modules/a/.npmrc', 'node_modules/agent/test/server.key', 'x/node_modules/@s/p/lib/ca.pem'],
  ...['.venv/lib/certifi/cacert.pem', 'venv/lib/x.key', 'lib/site-packages/certifi/cacert.pem', 'vendor/x/y/.env'],
];

/** A folder with all those files. */
function folder(paths: readonly string[]): string {
  const at = scratch();
  for (const path of paths) {
    mkdirSync(`${at}/${dirname(path)}`, { recursive: true });
    writeFileSync(`${at}/${path}`, '');
  }
  return at;
}

/** Which of the paths git would ignore by those patterns. */
function ignored(patterns: readonly string[], paths: readonly string[]): string[] {
  const at = folder(paths);
  const env = { PATH: process.env['PATH'], HOME: at };
  const git = (args: string[], input = '') => spawnSync('git', args, { cwd: at, input, encoding: 'utf8', env });
  git(['init', '-q']);
  writeFileSync(`${at}/.git/info/exclude`, patterns.join('\n'));
  return git(['check-ignore', '--stdin', '--no-index'], paths.join('\n'))
    .stdout.split('\n')
    .filter((path) => path !== '');
}

/** Which of them a real snapshot has without their bytes. */
async function withheld(patterns: readonly string[], paths: readonly string[]): Promise<string[]> {
  const output = scratch();
  await snapshotOf(folder(paths), output, patterns);
  const { unseen } = await Base.read(`${output}/base.ndjson`);
  return paths.filter((path) => isAtOrBelow(rawPath(path), unseen));
}

describe('what is hidden in every workspace', () => {
  test('are files that hold secrets by their names, and no others, as git would understand it', () => {
    expect(ignored(usuallyHidden, [...secrets, ...others])).toEqual(secrets);
  });

  test('is hidden by the snapshot in the same sense', async () => {
    expect(await withheld(usuallyHidden, [...secrets, ...others])).toEqual(secrets);
  });
});

describe('lines of the user’s own', () => {
  const more = ['*.secret', '!id_ed25519', '!**/services/**/.env'];

  test('come after the usual ones, and have the last word', async () => {
    const paths = ['a.secret', 'keys/id_ed25519', 'id_rsa', 'services/api/.env', '.env'];
    const hidden = ['a.secret', 'id_rsa', '.env'];
    expect(ignored(hiddenPatterns(more), paths)).toEqual(hidden);
    expect(await withheld(hiddenPatterns(more), paths)).toEqual(hidden);
  });

  test('may be none', () => {
    expect(hiddenPatterns(null)).toEqual(usuallyHidden);
    expect(hiddenPatterns([])).toEqual(usuallyHidden);
  });
});
