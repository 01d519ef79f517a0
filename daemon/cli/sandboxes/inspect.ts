import { type SandboxInfo } from '../../protocol/sandbox/sandbox.js';
import { sentence } from '../../protocol/sentences.js';
import { type Invocation } from '../arguments/invocation.js';
import { withDaemon } from '../connected.js';
import { json } from '../show/json.js';
import { fill } from '../show/template.js';
import { say, type Surroundings } from '../surroundings.js';
import { outcomesOf } from './each.js';

/** As Docker indents. */
const indent = 4;

/** `bellglass inspect`: all that is known of sandboxes; those that there are not are told on standard error, with status 1. */
export async function inspect(
  { sandboxes, format }: Extract<Invocation, { kind: 'inspect' }>,
  around: Surroundings,
): Promise<number> {
  return await withDaemon(around.env, async (daemon) => {
    const ask = async (_: unknown, sandbox: string) => await daemon.call('sandbox.inspect', { sandbox });
    const outcomes = await outcomesOf(sandboxes, ask, daemon, ({ error }) => {
      if (error !== null) say(around, sentence(error));
    });
    const known = outcomes.flatMap(({ sandbox }) => (sandbox === null ? [] : [sandbox]));
    around.stdout.write(inspected(known, format));
    return known.length < outcomes.length ? 1 : 0;
  });
}

/** What is known as text. */
export function inspected(
  known: readonly SandboxInfo[],
  format: Extract<Invocation, { kind: 'inspect' }>['format'],
): string {
  switch (format?.kind) {
    case 'template': {
      const { template } = format;
      return known.map((info) => `${fill(template, info)}\n`).join('');
    }
    case 'lines':
      return known.map((info) => `${json(info)}\n`).join('');
    case 'json':
    case 'table':
    case undefined:
      return `${json(known, indent)}\n`;
  }
}
