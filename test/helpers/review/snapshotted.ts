import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { onTestFinished } from 'vitest';
import { Host } from '../../../daemon/review/apply/host.js';
import { Base } from '../../../daemon/review/base/base.js';
import { BaseBytes } from '../../../daemon/review/base/bytes.js';
import { scratch } from '../scratch.js';
import { snapshotOf as taken } from './snapshotOf.js';

/** A real folder and its real snapshot. */
export interface Snapshotted {
  readonly workspace: string;
  /** The directory of the snapshot. */
  readonly output: string;
  readonly base: Base;
  readonly bytes: BaseBytes;
  readonly host: Host;
}

/** Makes a folder of files by their paths (a target behind `->` makes a link, nothing behind a slash a directory), and takes its snapshot. */
export async function snapshotOf(
  files: Readonly<Record<string, string | Buffer>>,
  hidden: string[] = [],
): Promise<Snapshotted> {
  const [workspace, output] = [`${scratch()}/work`, scratch()];
  mkdirSync(workspace);
  for (const [path, content] of Object.entries(files)) {
    const at = `${workspace}/${path}`;
    mkdirSync(path.endsWith('/') ? at : dirname(at), { recursive: true });
    if (typeof content === 'string' && content.startsWith('->')) symlinkSync(content.slice(2), at);
    else if (!path.endsWith('/')) {
      writeFileSync(at, content);
      chmodSync(at, 0o644);
    }
  }
  await taken(workspace, output, hidden);
  const base = await Base.read(`${output}/base.ndjson`);
  const bytes = new BaseBytes(base, { snapshot: `${output}/snapshot.erofs`, refreshed: `${output}/refreshed.bin` });
  onTestFinished(async () => {
    await bytes.close();
  });
  return { workspace, output, base, bytes, host: new Host(workspace, base, bytes) };
}
