import { copyFileSync, existsSync, realpathSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { useSession } from '../helpers/session/session.js';

const session = useSession();

describe('bellglass run FILE finds the interpreter', () => {
  test.each([
    ['hello.py', 'import sys; print("py", *sys.argv[1:])', 'py a b\n'],
    ['hello.sh', 'echo "sh $*"', 'sh a b\n'],
    ['hello.pl', 'print "pl @ARGV\\n"', 'pl a b\n'],
    [
      'hello.c',
      '#include <stdio.h>\nint main(int n, char **a) { printf("c %s %s\\n", a[1], a[2]); return 0; }\n',
      'c a b\n',
    ],
    ['with-shebang', '#!/usr/bin/env python3\nimport sys; print("shebang", *sys.argv[1:])\n', 'shebang a b\n'],
    ['odd.txt', '#!/bin/sh -e\necho "flag $*"; false; echo not here\n', 'flag a b\n'],
  ])('%s', async (name, content, stdout) => {
    session.write(name, content);
    const ended = await session.run([name, 'a', 'b']);
    expect(ended).toMatchObject({ signal: null, stdout, stderr: '' });
  });

  test('the file’s exit status is the run’s', async () => {
    session.write('exit.py', 'raise SystemExit(37)');
    expect(await session.run(['exit.py'])).toMatchObject({ status: 37, stderr: '' });
  });

  test('flags after FILE are the program’s', async () => {
    session.write('args.py', 'import sys; print(sys.argv[1:])');
    expect(await session.run(['args.py', '--json', '-e', '--', '-x'])).toMatchObject({
      stdout: "['--json', '-e', '--', '-x']\n",
    });
  });

  test('a file outside the workspace is run too, and nothing beside it is seen', async () => {
    const elsewhere = session.makeDirectory(`${session.directory}/elsewhere`);
    session.write(`${elsewhere}/neighbour`, 'private');
    const path = session.write(
      `${elsewhere}/outside.py`,
      'import os; print("outside", os.path.exists(os.path.dirname(os.path.abspath(__file__)) + "/neighbour"))',
    );
    expect(await session.run([path])).toMatchObject({ status: 0, stdout: 'outside False\n' });
    expect(await session.run(['--mode', 'none', path])).toMatchObject({ status: 0, stdout: 'outside False\n' });
  });

  test('an interpreter that the image lacks is named', async () => {
    const [name, wanted] = existsSync('/usr/bin/ruby') ? ['x.php', 'php'] : ['x.rb', 'ruby'];
    session.write(name, 'puts 1');
    const ended = await session.run([name]);
    expect(ended).toMatchObject({ status: 125, stdout: '' });
    expect(ended.stderr).toMatch(
      new RegExp(`^bellglass: ".*${name}" needs ${wanted}, which the image host does not have\\. .*\\n$`),
    );
  });

  test('a C file that does not compile shows the compiler’s words and its status', async () => {
    session.write('bad.c', 'int main( { }\n');
    const ended = await session.run(['bad.c']);
    expect(ended.status).toBe(1);
    expect(ended.stderr).toMatch(/error:/);
  });
});

test('JavaScript runs under the host’s Node where it has one', async () => {
  session.write('hello.mjs', 'console.log("node", process.argv.slice(2).join(" "))');
  const ended = await session.run(['hello.mjs', 'a']);
  if (existsSync('/usr/bin/node') || existsSync('/usr/local/bin/node'))
    expect(ended).toMatchObject({ status: 0, stdout: 'node a\n' });
  else expect(ended.stderr).toMatch(/^bellglass: ".*hello\.mjs" needs node/);
});

describe('TypeScript', () => {
  const source = 'const words: string[] = process.argv.slice(2);\nconsole.log("ts", ...words);\nprocess.exit(37);\n';

  test('runs under a Node that strips types', async () => {
    session.write('typed.ts', source);
    const bin = session.makeDirectory(`${session.workspace}/new`);
    copyFileSync(process.execPath, `${bin}/node`);
    const ended = await session.run(['-e', `PATH=${bin}`, 'typed.ts', 'a']);
    expect(ended).toMatchObject({ status: 37, stdout: 'ts a\n', stderr: '' });
  });

  test('does not run under one that is too old for it, and the version is named', async () => {
    session.write('typed.ts', source);
    const bin = session.makeDirectory(`${session.workspace}/old`);
    session.write(`${bin}/node`, '#!/bin/sh\necho "node: bad option: $1" >&2\nexit 9\n', 0o755);
    const ended = await session.run(['-e', `PATH=${bin}`, 'typed.ts', 'a']);
    expect(ended).toMatchObject({ status: 125, stdout: '' });
    expect(ended.stderr).toMatch(
      /^bellglass: ".*typed\.ts" needs .* or node 22\.6 or later with type stripping, which .*\n$/,
    );
  });
});

test('Go runs under the host’s where it has one: its status and its arguments are its own', async () => {
  const program = 'package main\n\nimport "os"\n\nfunc main() {\n\tprintln(os.Args[1])\n\tos.Exit(37)\n}\n';
  session.write('exit.go', program);
  const places = ['local/sbin', 'local/bin', 'sbin', 'bin', 'local/go/bin'].map((place) => `/usr/${place}/go`);
  const go = places.find((path) => existsSync(path) && realpathSync(path).startsWith('/usr/'));
  if (go === undefined) {
    expect((await session.run(['exit.go', 'other.go'])).stderr).toMatch(/^bellglass: ".*exit\.go" needs go, which/);
    return;
  }
  // An emulated CPU takes minutes over Go's own library, so the guest finds it compiled.
  const cache = session.makeDirectory(`${session.workspace}/cache`);
  const env = { GOCACHE: cache, GOTOOLCHAIN: 'local' };
  expect(await session.host(go, ['build', '-o', '/dev/null', 'exit.go'], { env })).toMatchObject({ status: 0 });
  const ended = await session.run(['-e', `GOCACHE=${cache}`, 'exit.go', 'other.go']);
  expect(ended).toMatchObject({ status: 37, stdout: '' });
  // Go writes into its cache, which lies in the workspace here.
  expect(ended.stderr).toMatch(/^other\.go\n(bellglass: 1 change: .*\n.*\n)?$/);
});
