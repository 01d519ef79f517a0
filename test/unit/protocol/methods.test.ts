import { expect, test } from 'vitest';
import { methodNames, schemasOf, socketPaths } from '../../../daemon/protocol/methods.js';

test('every call has schemas that refuse unknown keys', () => {
  for (const method of methodNames) {
    const { params, result } = schemasOf(method);
    expect(params.safeParse({ surely: 'unknown' }).success).toBe(false);
    expect(result.safeParse({ surely: 'unknown' }).success).toBe(false);
  }
});

test('the path of a byte stream holds the run and nothing else', () => {
  expect(socketPaths.stdioPattern.exec(socketPaths.stdio('0123456789ab'))?.[1]).toBe('0123456789ab');
  for (const path of ['/runs//stdio', '/runs/../stdio', '/runs/0123456789ab/stdio/x', '/runs/0123456789AB/stdio']) {
    expect(socketPaths.stdioPattern.test(path)).toBe(false);
  }
});
