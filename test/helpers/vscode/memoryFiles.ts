import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { inProject } from '../project.js';

const manifest = {
  name: 'memory-files',
  publisher: 'test',
  version: '1.0.0',
  description: 'A folder that is on no disk.',
  engines: { vscode: '^1.104.0' },
  main: './main.js',
  activationEvents: ['onFileSystem:memory'],
};

const program = `
const { EventEmitter, FileSystemError, FileType, workspace } = require('vscode');
const files = new Map([['/folder/remote.py', Buffer.from('print("from memory")\\n')]]);
const read = (uri) => {
  const file = files.get(uri.path);
  if (file === undefined) throw FileSystemError.FileNotFound(uri);
  return file;
};
exports.activate = (context) => {
  const provider = {
    onDidChangeFile: new EventEmitter().event,
    watch: () => ({ dispose() {} }),
    stat: (uri) => {
      if (uri.path === '/folder') return { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 };
      return { type: FileType.File, ctime: 0, mtime: 0, size: read(uri).length };
    },
    readDirectory: () => [...files.keys()].map((path) => [path.slice('/folder/'.length), FileType.File]),
    readFile: read,
    writeFile: (uri, content) => void files.set(uri.path, Buffer.from(content)),
    createDirectory: (uri) => { throw FileSystemError.NoPermissions(uri); },
    delete: (uri) => void files.delete(uri.path),
    rename: (uri) => { throw FileSystemError.NoPermissions(uri); },
  };
  context.subscriptions.push(workspace.registerFileSystemProvider('memory', provider));
};
`;

/** Makes an extension with a virtual file system, memory://host/folder, that holds remote.py. @returns its package */
export function packMemoryFiles(): string {
  const directory = inProject('out/memory-files');
  const vsix = `${directory}.vsix`;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${directory}/package.json`, JSON.stringify(manifest));
  writeFileSync(`${directory}/main.js`, program);
  const args = ['package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', vsix];
  execFileSync(inProject('node_modules/.bin/vsce'), args, { cwd: directory, stdio: ['ignore', 'ignore', 'inherit'] });
  return vsix;
}
