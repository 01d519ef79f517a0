import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Typing } from '../../../daemon/session/typing.js';
import { SessionAgent } from '../../helpers/guest/sessionAgent.js';
import { until } from '../../helpers/waiting.js';

function typing(): { typing: Typing; agent: SessionAgent } {
  const made = new Typing(1);
  const agent = new SessionAgent();
  agent.process(1);
  onTestFinished(() => {
    made.end();
  });
  return { typing: made, agent };
}

/** Whether the bytes have been taken, now and later. */
function type(input: Writable, text: string): { taken: boolean } {
  const state = { taken: false };
  input.write(text, () => (state.taken = true));
  return state;
}

async function arrives(agent: SessionAgent, text: string): Promise<void> {
  const what = `${text.slice(0, 20)} in the guest`;
  await until({ what, milliseconds: 5000 }, () => agent.process(1).typed === text);
}

describe('what is typed while there is no way to the guest', () => {
  test('waits, and goes in the order in which it was typed, whoever typed it', async () => {
    const { typing: it, agent } = typing();
    const [one, other] = [it.writable(), it.writable()];
    const first = type(one, 'a');
    type(other, 'b');
    it.answer(Buffer.from('c'));
    expect(first.taken).toBe(false);
    it.connect(await agent.connect());
    await arrives(agent, 'abc');
    expect(first.taken).toBe(true);
  });

  test('is held up at its viewer once it is much', async () => {
    const { typing: it, agent } = typing();
    const input = it.writable();
    expect(input.write('x'.repeat(64 * 1024))).toBe(false);
    const drained = once(input, 'drain');
    it.connect(await agent.connect());
    await drained;
    await arrives(agent, 'x'.repeat(64 * 1024));
  });

  test('is held when a way is lost, and goes when another is found', async () => {
    const { typing: it, agent } = typing();
    const input = it.writable();
    const guest = await agent.connect();
    it.connect(guest);
    type(input, 'before ');
    await arrives(agent, 'before ');
    it.connect(null);
    guest.destroy();
    const held = type(input, 'after');
    expect(held.taken).toBe(false);
    it.connect(await agent.connect());
    await arrives(agent, 'before after');
  });
});

test('an agent that closes the input, or refuses it, is asked again, and never without a pause', async () => {
  const { typing: it, agent } = typing();
  let asked = 0;
  agent.instead = (stream, request) => {
    if (!request.startsWith('PUT ')) return false;
    asked += 1;
    if (asked > 2) return false;
    stream.respond({ ':status': asked === 1 ? 204 : 500 }, { endStream: true });
    return true;
  };
  it.connect(await agent.connect());
  const input = it.writable();
  const began = performance.now();
  const keys = setInterval(() => input.write('k'), 50);
  onTestFinished(() => {
    clearInterval(keys);
  });
  await until({ what: 'typed keys', milliseconds: 10_000 }, () => agent.process(1).typed.includes('k'));
  expect(performance.now() - began).toBeGreaterThan(900);
  expect(asked).toBe(3);
});

test('of the terminal’s own answers no more wait than fits, and a viewer’s keys still do', async () => {
  const { typing: it, agent } = typing();
  for (let n = 0; n < 100; n++) it.answer(Buffer.alloc(1024, 'a'));
  type(it.writable(), 'key');
  it.connect(await agent.connect());
  await arrives(agent, `${'a'.repeat(64 * 1024)}key`);
  // Those have gone: there is room for more.
  it.answer(Buffer.from('again'));
  await arrives(agent, `${'a'.repeat(64 * 1024)}keyagain`);
});

test('nobody waits for a process that has ended', async () => {
  const { typing: it, agent } = typing();
  const input = it.writable();
  const [before, then] = [type(input, 'before'), type(input, 'then')];
  it.end();
  await until({ what: 'the end of both', milliseconds: 1000 }, () => before.taken && then.taken);
  it.connect(await agent.connect());
  const after = type(input, 'after');
  await until({ what: 'the end of the third', milliseconds: 1000 }, () => after.taken);
  expect(agent.asked).toEqual([]);
});
