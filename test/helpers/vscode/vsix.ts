import { execFileSync } from 'node:child_process';

/** An entry of a package. */
export interface VsixEntry {
  readonly name: string;
  readonly bytes: number;
  /** Whether everybody may execute it once it is unpacked. */
  readonly executable: boolean;
}

const list = `
import json, sys, zipfile
entries = zipfile.ZipFile(sys.argv[1]).infolist()
print(json.dumps([{'name': e.filename, 'bytes': e.file_size, 'executable': e.external_attr >> 16 & 0o111 == 0o111} for e in entries]))
`;

/** Every entry of a package, sorted by name. */
export function entriesOf(vsix: string): VsixEntry[] {
  const entries = JSON.parse(execFileSync('python3', ['-c', list, vsix], { encoding: 'utf8' })) as VsixEntry[];
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The text of an entry. */
export function textOf(vsix: string, entry: string): string {
  const print = 'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))';
  return execFileSync('python3', ['-c', print, vsix, entry], { encoding: 'utf8', maxBuffer: 2 ** 26 });
}
