import { describe, expect, test } from 'vitest';
import { reviewing } from './reviewing.js';

const patch = `diff --git a/a.txt b/a.txt
index 1..2 100644
--- a/a.txt
+++ b/a.txt
@@ -1 +1 @@
-old
+new\u001b[2J
`;
const replying = (bytes: Buffer, complete = true) => ({
  'review.diff': () => ({ patch: bytes.toString('base64'), complete }),
});

describe('bellglass diff', () => {
  test('writes the bytes of the patch as they are where no terminal shows them', async () => {
    const { bellglass, calls } = await reviewing(replying(Buffer.from(patch)));
    expect(await bellglass(['diff', 'a.txt'])).toEqual({ status: 0, stdout: patch, stderr: '' });
    expect(calls[1]).toMatchObject({ method: 'review.diff', params: { workspace: null, under: ['a.txt'] } });
  });

  test('writes bytes that are no text, too', async () => {
    const { bellglass } = await reviewing(replying(Buffer.of(0x2b, 0xff, 0x0a)));
    expect((await bellglass(['diff', '--json'])).stdout).toBe(
      '{"patch":{"bytes":"K/8K"},"complete":true,"repository":null}\n',
    );
  });

  test('has colours on a terminal, which no content commands', async () => {
    const { bellglass } = await reviewing(replying(Buffer.from(patch)));
    const { stdout } = await bellglass(['diff'], undefined, { terminal: true });
    expect(stdout).toContain('\u001b[31m-old\u001b[m\n\u001b[32m+new\ufffd[2J\u001b[m\n');
  });

  test('has none there with NO_COLOR, and still commands nothing', async () => {
    const { bellglass } = await reviewing(replying(Buffer.from(patch)));
    const { stdout } = await bellglass(['diff'], undefined, { terminal: true, env: { NO_COLOR: '1' } });
    expect(stdout).toBe(patch.replace('\u001b', '\ufffd'));
  });

  test('--json says whether the patch is complete', async () => {
    const { bellglass } = await reviewing(replying(Buffer.from(patch)));
    expect(JSON.parse((await bellglass(['diff', '--json'])).stdout)).toEqual({
      patch,
      complete: true,
      repository: null,
    });
  });

  test('says on standard error when it is not, and where all changes are listed', async () => {
    const { bellglass } = await reviewing(replying(Buffer.from(patch), false));
    expect(await bellglass(['diff'])).toEqual({
      status: 0,
      stdout: patch,
      stderr:
        'bellglass: The patch is not complete: some changes are too large for it. All are listed with: bellglass changes\n',
    });
    expect((await bellglass(['diff', '--run', '01'], '/')).stderr).toMatch(/: bellglass changes --run 0123456789ab\n$/);
  });
});
