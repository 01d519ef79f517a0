import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { etcArchive } from '../../../../daemon/image/host/etcArchive.js';
import { writeCpio } from '../../../../daemon/image/cpio.js';
import { expectFailure } from '../../../helpers/failures.js';
import { scratch } from '../../../helpers/scratch.js';

function sources() {
  const at = scratch();
  mkdirSync(`${at}/etc/ssl/certs`, { recursive: true });
  mkdirSync(`${at}/cache`);
  writeFileSync(`${at}/etc/timezone`, 'Etc/UTC\n');
  writeFileSync(`${at}/etc/ssl/certs/ca-certificates.crt`, 'certificates');
  writeFileSync(
    `${at}/base.cpio`,
    writeCpio([{ kind: 'file', path: 'init', mode: 0o755, content: Buffer.from('agent') }]),
  );
  const user = { name: 'alice', uid: 1000, gid: 1000, home: '/home/alice' };
  return { etc: `${at}/etc`, base: `${at}/base.cpio`, user, cache: `${at}/cache` };
}

/** The kernel reads one archive after the other; cpio(1) needs them apart. */
function unpackAppended(archive: string, base: string): string {
  const at = scratch();
  const whole = readFileSync(archive);
  const first = readFileSync(base);
  expect(whole.subarray(0, first.length)).toEqual(first);
  expect(spawnSync('cpio', ['-i', '--quiet'], { cwd: at, input: whole.subarray(first.length) }).status).toBe(0);
  return `${at}/image/etc`;
}

test('the archive is the agent’s with a minimal /etc behind it', async () => {
  const from = sources();
  const etc = unpackAppended(await etcArchive(from), from.base);
  expect(readFileSync(`${etc}/passwd`, 'utf8')).toContain('alice:x:1000:1000::/home/alice:/bin/sh\n');
  expect(readFileSync(`${etc}/group`, 'utf8')).toContain('alice:x:1000:\n');
  expect(readFileSync(`${etc}/timezone`, 'utf8')).toBe('Etc/UTC\n');
  expect(readFileSync(`${etc}/ssl/certs/ca-certificates.crt`, 'utf8')).toBe('certificates');
  expect(readlinkSync(`${etc}/ssl/cert.pem`)).toBe('certs/ca-certificates.crt');
  expect(readFileSync(`${etc}/hosts`, 'utf8')).toContain('localhost');
});

test('the archive is made once for what it is made of', async () => {
  const from = sources();
  const first = await etcArchive(from);
  expect(await etcArchive(from)).toBe(first);
  writeFileSync(`${from.etc}/timezone`, 'Etc/GMT\n');
  expect(await etcArchive(from)).not.toBe(first);
  expect(await etcArchive({ ...from, user: { ...from.user, name: 'bob' } })).not.toBe(first);
});

test('runs that start at the same moment all get one', async () => {
  for (let round = 0; round < 5; round++) {
    const from = sources();
    const archives = await Promise.all(Array.from({ length: 20 }, async () => await etcArchive(from)));
    for (const archive of archives) expect(readFileSync(archive).length).toBeGreaterThan(0);
  }
});

test('what another run is writing is left to it', async () => {
  const from = sources();
  const path = await etcArchive(from);
  const draft = `${path}.0123456789abcdef`;
  renameSync(path, draft);
  writeFileSync(draft, 'half');
  await etcArchive(from);
  expect(readFileSync(draft, 'utf8')).toBe('half');
});

test('an archive that was damaged is made again', async () => {
  const from = sources();
  const path = await etcArchive(from);
  const whole = readFileSync(path);
  for (const damaged of [Buffer.alloc(whole.length), whole.subarray(0, 100), Buffer.alloc(0)]) {
    writeFileSync(path, damaged);
    expect(await etcArchive(from)).toBe(path);
    expect(readFileSync(path)).toEqual(whole);
  }
});

test('archives that were not used for a day go when another is made', async () => {
  const from = sources();
  const old = await etcArchive(from);
  utimesSync(old, 1, 1);
  writeFileSync(`${from.etc}/timezone`, 'Etc/GMT\n');
  const fresh = await etcArchive(from);
  expect(readdirSync(`${from.cache}/host`).map((name) => `${from.cache}/host/${name}`)).toEqual([fresh]);
});

test('a cache that cannot be written is said', async () => {
  const from = sources();
  writeFileSync(`${from.cache}/host`, 'a file');
  expect((await expectFailure('host_image_failed', async () => await etcArchive(from))).data).toMatchObject({
    path: from.etc,
  });
});
