import { describe, expect, test } from 'vitest';
import { BellglassFailure } from '../../../../../daemon/protocol/errors.js';
import type { Offer } from '../../../../../daemon/protocol/reviews/offers.js';
import { changed, changesReply, reportOf, reviewing, runId } from '../reviewing.js';
import { base64 } from './talker.js';

const digest = '1'.repeat(64);
const offered = ['a', 'b'].map((path): Offer => ({
  kind: 'hunks',
  change: changed(path),
  digest,
  mode: null,
  hunks: [{ ids: [0], text: base64('@@ -1 +1 @@\n-x\n+y\n'), parts: [] }],
}));
const answers = {
  'review.changes': () => changesReply(null, [changed('a'), changed('b')]),
  'review.offers': () => ({ offers: offered, paths: 2 }),
  'review.apply': () => reportOf({ applied: 1 }),
};
const taking = (path: string) => ({ take: 'hunks', path, digest, hunks: [0], mode: false });
const applied = (calls: readonly { method: string; params: unknown }[]) =>
  calls.filter(({ method }) => method === 'review.apply').map(({ params }) => params);

describe('bellglass apply -i', () => {
  test('asks about what is left, and applies what was chosen at the end', async () => {
    const { bellglass, calls, workspace } = await reviewing(answers);
    const { status, stdout } = await bellglass(['apply', '-i', 'a', 'b'], undefined, { typed: 'y\nn\n' });
    expect(status).toBe(0);
    expect(stdout).toContain('M  a\n@@ -1 +1 @@\n-x\n+y\n(1/1) Apply this hunk [y,n,q,a,d,?]? ');
    expect(stdout).toContain(`Applied 1 change to ${workspace}.\n`);
    expect(calls.find(({ method }) => method === 'review.changes')?.params).toMatchObject({
      under: ['a', 'b'],
      left: true,
    });
    expect(applied(calls)).toEqual([{ run: runId, workspace: null, paths: [], takings: [taking('a')] }]);
  });

  test('applies what was chosen until the answers ended, on no terminal', async () => {
    const { bellglass, calls } = await reviewing(answers);
    expect((await bellglass(['apply', '-i'])).status).toBe(0);
    expect(applied(calls)).toMatchObject([{ takings: [] }]);
  });

  test('has colours on a terminal', async () => {
    const { bellglass } = await reviewing(answers);
    const { stdout } = await bellglass(['apply', '-i'], undefined, { typed: 'q\n', terminal: true });
    expect(stdout).toContain(
      '\u001b[1mM  a\u001b[m\n\u001b[36m@@ -1 +1 @@\u001b[m\n\u001b[31m-x\u001b[m\n\u001b[32m+y\u001b[m\n',
    );
  });

  test('--json asks on standard error, so that standard output is the report alone', async () => {
    const { bellglass } = await reviewing(answers);
    const { stdout, stderr } = await bellglass(['apply', '-i', '--json'], undefined, { typed: 'y\ny\n' });
    expect(JSON.parse(stdout)).toEqual(reportOf({ applied: 1 }));
    expect(stderr).toContain('(1/1) Apply this hunk');
  });

  test('says when nothing is left', async () => {
    const { bellglass } = await reviewing({ ...answers, 'review.changes': () => changesReply(null, []) });
    expect(await bellglass(['apply', '-i'])).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('bellglass: Nothing is left to be applied.\n') as string,
    });
  });

  test('leaves out what is not any more as it was shown, says so, and fails for it', async () => {
    const { bellglass, calls } = await reviewing({
      ...answers,
      'review.apply': ({ takings = [] }) => {
        if (takings.length > 1) throw new BellglassFailure({ code: 'offer_outdated', data: { path: 'a' } });
        return reportOf({ applied: 1 });
      },
    });
    const { status, stderr } = await bellglass(['apply', '-i'], undefined, { typed: 'y\ny\n' });
    expect(status).toBe(1);
    expect(stderr).toContain('bellglass: "a" is not any more what was shown of it, and nothing of it was applied.');
    expect(applied(calls)).toMatchObject([{ takings: [taking('a'), taking('b')] }, { takings: [taking('b')] }]);
  });

  test('fails when something that was chosen was not applied', async () => {
    const conflicts = { total: 1, conflicts: [{ path: 'a', host: 'changed' as const }] };
    const { bellglass } = await reviewing({ ...answers, 'review.apply': () => reportOf({ applied: 0, conflicts }) });
    expect((await bellglass(['apply', '-i'], undefined, { typed: 'y\nn\n' })).status).toBe(1);
  });
});
