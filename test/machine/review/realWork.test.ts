import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();
/** Programs take about thirty times as long on an emulated processor. In milliseconds. */
const patient = 600_000;

/** A folder of the user's that was filled by those commands of the host, which has a network and the guest has not. */
function project(name: string, fill: string): string {
  const path = `${session.directory}/${name}`;
  mkdirSync(path);
  execFileSync('bash', ['-ec', fill], { cwd: path, stdio: ['ignore', 'ignore', 'pipe'] });
  execFileSync('chown', ['-R', `${String(session.account.uid)}:${String(session.account.gid)}`, path]);
  return path;
}

/** Every entry with its mode, time to the nanosecond, size and target. */
function listing(path: string): string {
  return execFileSync('find', [path, '-printf', '%p %y %m %T@ %s %l\n'], { encoding: 'utf8' });
}

/** Runs a script as the user runs it: in a sandbox, which leaves the folder as it is. @returns what it printed */
async function inReview(path: string, script: string): Promise<string> {
  const before = listing(path);
  const ended = await session.run(['--', 'bash', '-ec', script], { cwd: path, limit: patient });
  expect(ended.status, ended.stderr + ended.stdout).toBe(0);
  expect(listing(path)).toBe(before);
  return ended.stdout;
}

async function apply(path: string, ...args: string[]): Promise<void> {
  const ended = await session.bellglass(['apply', ...args], { cwd: path, limit: patient });
  expect(ended.status, ended.stderr + ended.stdout).toBe(0);
}

async function onHost(path: string, script: string): Promise<string> {
  const ended = await session.host('bash', ['-ec', script], { cwd: path, limit: patient });
  expect(ended.status, ended.stderr + ended.stdout).toBe(0);
  return ended.stdout;
}

describe('a package of npm’s', () => {
  let path = '';
  beforeAll(() => {
    path = project(
      'npm',
      `npm pack --silent deep-equal@1.0.1 && tar -xz --strip-components=1 -f *.tgz && rm *.tgz
       npm install --package-lock-only && npm ci --cache .npm && rm -r node_modules`,
    );
  });

  test(
    'is installed and tested in review, and its tests pass on the host once that is applied',
    async () => {
      const printed = await inReview(path, 'npm ci --offline --cache .npm && npm test');
      expect(printed).toContain('# pass  21');
      await apply(path, '--all');
      expect(await onHost(path, 'npm test && npm ls')).toContain('# pass  21');
    },
    patient,
  );
});

describe('a package of Python’s', () => {
  let path = '';
  beforeAll(() => {
    path = project(
      'python',
      `/usr/bin/python3 -m pip download --quiet --no-deps --no-binary :all: --no-build-isolation idna==2.10
       tar -xz --strip-components=1 -f idna-*.tar.gz && rm idna-*.tar.gz`,
    );
  });

  test(
    'is installed in editable mode in review, and imported on the host once that is applied',
    async () => {
      const test = '.venv/bin/python -m unittest -q tests.test_idna tests.test_idna_codec 2>&1';
      const install = `/usr/bin/python3 -m venv --system-site-packages .venv
      .venv/bin/pip install --no-index --no-build-isolation --editable .`;
      expect(await inReview(path, `${install} && ${test}`)).toMatch(/^OK$/m);
      // It is a link to the interpreter of the host.
      await apply(path, '.venv/bin/python3');
      await apply(path, '--all');
      expect(await onHost(path, test)).toMatch(/^OK$/m);
      const imported = await onHost('/', `${path}/.venv/bin/python -c 'import idna; print(idna.__file__)'`);
      expect(imported).toBe(`${path}/idna/__init__.py\n`);
    },
    patient,
  );
});

describe('a project in C', () => {
  let path = '';
  beforeAll(() => {
    path = project(
      'c',
      `cargo init --quiet --vcs none --name fetch fetch && cd fetch && echo 'libbpf-sys = "=1.5.0"' >>Cargo.toml
       cargo vendor --quiet vendor && cd .. && cp -r fetch/vendor/libbpf-sys/zlib/. . && rm -r fetch
       git init --quiet -b main && git add -A && git -c user.name=A -c user.email=a@b commit --quiet -m zlib`,
    );
  });

  test(
    'is configured, built and tested in review, and its tests pass on the host once that is applied',
    async () => {
      const build = 'CFLAGS=-O0 ./configure --static && make teststatic';
      expect(await inReview(path, build)).toContain('*** zlib test OK ***');
      await apply(path, 'Makefile');
      await apply(path, '--all');
      // Nothing is built again: times are the guest’s, and in its order.
      expect(await onHost(path, 'make --question libz.a && make teststatic && git fsck --strict')).toContain(
        '*** zlib test OK ***',
      );
    },
    patient,
  );
});
