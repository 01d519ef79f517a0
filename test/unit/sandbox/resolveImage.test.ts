import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { imageOfRunning, resolveImage } from '../../../daemon/sandbox/resolveImage.js';
import { expectFailure } from '../../helpers/failures.js';
import { scratch } from '../../helpers/scratch.js';

test('host is the one image there is', async () => {
  const at = scratch();
  writeFileSync(`${at}/base`, '');
  expect((await resolveImage('host', `${at}/base`, at)).name).toBe('host');
});

test.each(['debian:12', 'Host', 'host ', '../host'])(
  '%j is refused by its name, never taken for host',
  async (name) => {
    expect(
      (await expectFailure('image_not_available', async () => await resolveImage(name, '/nonexistent', '/nonexistent')))
        .data,
    ).toEqual({ image: name });
  },
);

test('a machine that runs already has the same image, and needs no archive for it', async () => {
  const at = scratch();
  writeFileSync(`${at}/base`, '');
  const made = await resolveImage('host', `${at}/base`, at);
  const running = imageOfRunning('host');
  expect(running).toMatchObject({ name: 'host', shares: made.shares, mounts: made.mounts, user: made.user });
  expect(running.environment(running.user)).toEqual(made.environment(running.user));
  expect(running.findUser('root')).toEqual(made.findUser('root'));
  await expectFailure('image_not_available', () => imageOfRunning('debian:12'));
});
