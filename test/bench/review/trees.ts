import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';

/** Of each of them a directory has as many files. */
const aDirectory = 100;

/** Makes a folder with so many small files. */
export function makeFiles(path: string, count: number): void {
  for (let index = 0; index < count; index++) {
    const directory = `${path}/src/${String(Math.floor(index / aDirectory))}`;
    if (index % aDirectory === 0) mkdirSync(directory, { recursive: true });
    writeFileSync(`${directory}/file${String(index)}.txt`, `file ${String(index)}\n`.repeat(20));
  }
}

const packages = { name: 'tree', version: '1.0.0', dependencies: { eslint: '8.57.1', typescript: '5.9.3' } };
const makefile = `objects = $(addsuffix .o, $(basename $(wildcard c/*.c)))
all: $(objects)
%.o: %.c
\tcc -O1 -c -o $@ $<
`;

/**
 * Makes a repository with so many files beside packages of npm's that are installed from a cache within it, and a project in C.
 * What it needs of npm's registry it takes from there once.
 */
export function makeProject(path: string, count: number): void {
  makeFiles(path, count);
  mkdirSync(`${path}/c`);
  for (let index = 0; index < 10; index++)
    writeFileSync(
      `${path}/c/part${String(index)}.c`,
      `int part${String(index)}(int a) { return a * ${String(index)}; }\n`,
    );
  writeFileSync(`${path}/Makefile`, makefile);
  writeFileSync(`${path}/package.json`, JSON.stringify(packages));
  writeFileSync(`${path}/.gitignore`, 'node_modules/\n.npm/\n*.o\n');
  const run = (program: string, ...args: string[]): void => {
    execFileSync(program, args, { cwd: path, stdio: 'ignore' });
  };
  // With the addresses of the packages, which a setting of the user's may leave out: without them npm asks for more than the cache has.
  run('npm', 'install', '--omit-lockfile-registry-resolved=false', '--cache', '.npm');
  run('git', 'init', '--quiet', '--initial-branch', 'main');
  run('git', 'add', '--all');
  run('git', '-c', 'user.name=bench', '-c', 'user.email=bench@example.org', 'commit', '--quiet', '--message', 'all');
}
