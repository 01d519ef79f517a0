import { chmodSync } from 'node:fs';
import { expect, test } from 'vitest';
import { listen } from '../../../../daemon/review/watch/listen.js';
import { inPlaceOfFs } from '../../../helpers/review/program.js';

test('a program is told its command and its specification, and goes on to speak', async () => {
  const script =
    'printf \'{"command":"%s","home":"%s","spec":%s}\\n\' "$1" "${HOME-none}" "$(cat)"; echo 2; echo why >&2';
  const listening = listen(inPlaceOfFs(script), { a: 'ü' });
  const said: unknown[] = [];
  for await (const line of listening.lines) said.push(line);
  expect(said).toEqual([{ command: 'watch', home: 'none', spec: { a: 'ü' } }, 2]);
  expect(await listening.ended).toBe(0);
  expect(listening.complaint()).toBe('why');
});

test('it is ended when it is not wanted any more, also with words that nobody has read', async () => {
  const listening = listen(inPlaceOfFs('yes 1 & exec sleep 60'), {});
  expect(await listening.lines.next()).toEqual({ value: 1, done: false });
  await listening.stop();
  expect(await listening.ended).toBeNull();
});

test('one that cannot be started says why', async () => {
  const program = inPlaceOfFs('');
  chmodSync(program, 0o644);
  const listening = listen(program, {});
  expect(await listening.ended).toBeNull();
  expect(listening.complaint()).toBe(`${program} cannot be started: permission denied`);
  expect((await listening.lines.next().catch(() => ({ done: true }))).done).toBe(true);
});
