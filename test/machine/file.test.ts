import { existsSync } from 'node:fs';
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
