import { describe, expect, test } from 'vitest';
import { BellglassFailure } from '../../../daemon/protocol/errors.js';
import { sentence } from '../../../daemon/protocol/sentences.js';
import { advised } from '../../../daemon/sandbox/advised.js';

const data = { hypervisor: 'qemu', stage: 'guest', sentence: 'it stopped', console: 'text', advice: null } as const;
const failed = new BellglassFailure({ code: 'boot_failed', data });

describe('a boot that failed', () => {
  test('says what the doctor would say, and keeps the rest', async () => {
    const asked: string[] = [];
    const thrown = await advised(failed, async (hypervisor) => {
      asked.push(hypervisor);
      return await Promise.resolve('disk space: 3 MiB free. Make room there.');
    });
    expect(asked).toEqual(['qemu']);
    expect(thrown).toBeInstanceOf(BellglassFailure);
    const { error } = thrown as BellglassFailure;
    expect(error).toEqual({
      code: 'boot_failed',
      data: { ...data, advice: 'disk space: 3 MiB free. Make room there.' },
    });
    expect(sentence(error)).toMatch(/it stopped\. Nothing was run\. disk space: 3 MiB free\. Make room there\.$/);
  });

  test('is told without advice when the doctor has none, or fails', async () => {
    for (const advise of [async () => await Promise.resolve(null), async () => await Promise.reject(new Error('ill'))])
      expect((await advised(failed, advise)) as BellglassFailure).toMatchObject({ error: { data: { advice: null } } });
  });
});

test('whatever else was thrown stays what it is, and the doctor is not asked', async () => {
  const other = new BellglassFailure({ code: 'shutting_down', data: {} });
  for (const thrown of [other, new Error('no'), 'text'])
    expect(await advised(thrown, async () => await Promise.reject(new Error('asked')))).toBe(thrown);
});
