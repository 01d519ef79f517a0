import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { limits } from '../../../../daemon/protocol/limits.js';
import { Base } from '../../../../daemon/review/base/base.js';
import { BaseBytes } from '../../../../daemon/review/base/bytes.js';
import { rawPath } from '../../../../daemon/review/rawPath.js';
import { snapshotOf } from '../../../helpers/review/snapshotOf.js';
import { scratch } from '../../../helpers/scratch.js';

/** The bytes of a real snapshot of those files. */
async function bytesWith(files: Readonly<Record<string, Buffer>>): Promise<{ bytes: BaseBytes; output: string }> {
  const at = scratch();
  mkdirSync(`${at}/work`);
  const output = `${at}/output`;
  mkdirSync(output);
  for (const [name, content] of Object.entries(files)) writeFileSync(`${at}/work/${name}`, content);
  await snapshotOf(`${at}/work`, output, ['hidden']);
  const bytes = new BaseBytes(await Base.read(`${output}/base.ndjson`), {
    snapshot: `${output}/snapshot.erofs`,
    refreshed: `${output}/refreshed.bin`,
  });
  onTestFinished(async () => {
    await bytes.close();
  });
  return { bytes, output };
}

describe('the bytes of a snapshot', () => {
  const files = {
    empty: Buffer.alloc(0),
    small: Buffer.from('small'),
    block: Buffer.alloc(4096, 'b'),
    uneven: Buffer.alloc(10_001, 'uneven'),
    largest: Buffer.alloc(limits.embeddedFile, 'l'),
    binary: Buffer.from(Array.from({ length: 256 }, (_, index) => index)),
  };

  test('are those that the files had', async () => {
    const { bytes } = await bytesWith(files);
    for (const [name, content] of Object.entries(files)) {
      expect(bytes.hasBefore(rawPath(name)), name).toBe(true);
      expect((await bytes.read(rawPath(name)))?.equals(content), name).toBe(true);
    }
  });

  test('are not those of large files, of hidden ones, of directories, and of what is not there', async () => {
    const { bytes } = await bytesWith({ large: Buffer.alloc(limits.embeddedFile + 1), hidden: Buffer.from('secret') });
    for (const name of ['large', 'hidden', 'nothing', '']) {
      expect(bytes.hasBefore(rawPath(name)), name).toBe(false);
      expect(await bytes.read(rawPath(name)), name).toBeNull();
    }
  });

  test('are none where the image is cut off, and are not made up', async () => {
    const { bytes, output } = await bytesWith(files);
    truncateSync(`${output}/snapshot.erofs`, 4096);
    expect(await bytes.read(rawPath('largest'))).toBeNull();
  });

  test('are not there without their image, which can be closed all the same', async () => {
    const { output } = await bytesWith(files);
    const none = new BaseBytes(await Base.read(`${output}/base.ndjson`), {
      snapshot: `${output}/gone`,
      refreshed: `${output}/gone`,
    });
    await expect(none.read(rawPath('small'))).rejects.toThrow('ENOENT');
    await none.close();
    await new BaseBytes(await Base.read(`${output}/base.ndjson`), {
      snapshot: `${output}/gone`,
      refreshed: `${output}/gone`,
    }).close();
  });
});
