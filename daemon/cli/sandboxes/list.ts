import { type SandboxInfo } from '../../protocol/sandbox/sandbox.js';
import { plain } from '../../protocol/sentences/shown.js';
import { type ListArguments } from '../arguments/invocation.js';
import { withDaemon } from '../connected.js';
import { span } from '../show/amounts.js';
import { filled } from '../show/filled.js';
import { json } from '../show/json.js';
import { endOf, table } from '../show/table.js';
import { say, type Surroundings } from '../surroundings.js';
import { describe } from './described.js';
import { narrow, type Narrowing } from './narrow.js';

/** The most characters of a workspace in a table that is shortened. */
const mostWorkspace = 40;

/** `bellglass ls`: the sandboxes, oldest first; what is to be told of the state goes to standard error. */
export async function list(args: ListArguments, around: Surroundings): Promise<number> {
  const { sandboxes, notices } = await withDaemon(around.env, async (daemon) => await daemon.call('sandbox.list', {}));
  say(around, ...notices.map(plain));
  around.stdout.write(listed(narrow(sandboxes, args), args, Date.now()));
  return 0;
}

/** The list as text. @param now in milliseconds since 1970 */
export function listed(
  sandboxes: readonly SandboxInfo[],
  { quiet, truncate, format }: Omit<ListArguments, keyof Narrowing>,
  now: number,
): string {
  const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');
  if (quiet) return lines(sandboxes.map(({ id }) => id));
  const described = sandboxes.map((info) => describe(info, now));
  switch (format.kind) {
    case 'json':
      return `${json(sandboxes)}\n`;
    case 'lines':
      return lines(described.map((one) => json(one)));
    case 'template':
      return filled(format, described);
    case 'table':
      return table(
        ['ID', 'NAME', 'IMAGE', 'CREATED', 'STATUS', 'WORKSPACE'],
        described.map(({ ID, Name, Image, CreatedAt, Status, Workspace }) => [
          ID,
          Name,
          Image,
          `${span(now - Date.parse(CreatedAt))} ago`,
          Status,
          // The end of a path says more than its beginning.
          truncate ? endOf(Workspace, mostWorkspace) : Workspace,
        ]),
      );
  }
}
