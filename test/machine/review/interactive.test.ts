import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { runRecord } from '../../../daemon/protocol/run.js';
import { killDaemon } from '../../helpers/session/killedDaemon.js';
import { startInTerminal, type InTerminal } from '../../helpers/session/pseudoTerminal.js';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();
const at = (path: string): string => `${session.workspace}/${path}`;
const read = (path: string): string => readFileSync(at(path), 'utf8');
const lines = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${String(index)}\n`);

async function command(...args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  return await session.bellglass(args);
}

/** Runs a script in review. */
async function review(script: string): Promise<void> {
  const ended = await session.run(['--mode', 'review', '--json', '--', 'sh', '-c', script]);
  expect(runRecord.parse(JSON.parse(ended.stdout))).toMatchObject({ exitCode: 0, stderr: '' });
}

/** Answers questions, each once it is seen. */
async function answer(terminal: InTerminal, answers: readonly (readonly [question: RegExp, keys: string])[]) {
  for (const [question, keys] of answers) {
    await terminal.seen(question);
    terminal.type(`${keys}\r`);
  }
  return await terminal.ended;
}

beforeEach(() => {
  rmSync(session.workspace, { recursive: true });
  session.makeDirectory(session.workspace);
});

describe('bellglass apply -i in a terminal', () => {
  test('takes one hunk of a file, then offers the rest, and each is taken back by itself', async () => {
    session.write('text', lines(40).join(''));
    session.write('plain', 'plain\n');
    await review(`sed -i 's/^line 3$/three/; s/^line 30$/thirty/' text; echo all: >Makefile; rm plain; echo x >new`);
    const first = await answer(startInTerminal(session, ['apply', '-i'], 50, 120), [
      [/builds and tests run it[^]*Apply addition \[y,n,q,\?\]\?/, 'n'],
      [/\+x[^]*Apply addition/, 'n'],
      [/-plain[^]*Apply deletion/, 'y'],
      [/\+three[^]*\(1\/2\) Apply this hunk \[y,n,q,a,d,j,J,g,\/,\?\]\?/, 'n'],
      [/\+thirty[^]*\(2\/2\) Apply this hunk/, 'y'],
    ]);
    expect(first).toMatchObject({ status: 0 });
    expect(first.stdout).toContain('\u001b[32m+thirty\u001b[m');
    expect(first.stdout).toContain('Applied 2 changes');
    expect(read('text')).toBe(lines(40).join('').replace('line 30', 'thirty'));
    expect([existsSync(at('plain')), existsSync(at('Makefile')), existsSync(at('new'))]).toEqual([false, false, false]);

    // A daemon that knows only what is on the disk offers the same.
    await killDaemon(session);
    const second = await answer(startInTerminal(session, ['apply', '-i', 'text', 'Makefile'], 50, 120), [
      [/Apply addition/, 'y'],
      [/\(1\/1\) Apply this hunk/, 'y'],
    ]);
    expect(second.stdout).not.toContain('thirty\u001b');
    expect([read('text'), read('Makefile')]).toEqual([
      lines(40).join('').replace('line 30', 'thirty').replace('line 3\n', 'three\n'),
      'all:\n',
    ]);
    expect(await command('undo')).toMatchObject({ status: 0 });
    expect(read('text')).toBe(lines(40).join('').replace('line 30', 'thirty'));
    expect(await command('undo')).toMatchObject({ status: 0 });
    expect([read('text'), read('plain')]).toEqual([lines(40).join(''), 'plain\n']);
  });
});

describe('bellglass apply -i without a terminal', () => {
  test('reads its answers from lines, and takes their end for q', async () => {
    session.write('a', lines(40).join(''));
    session.write('b', 'b\n');
    await review(`sed -i 's/^line 3$/three/; s/^line 6$/six/' a; echo more >>b; chmod +x b`);
    const piped = await session.bellglass(['apply', '-i'], { stdin: 's\ny\n' });
    expect(piped).toMatchObject({ status: 0 });
    expect(read('a')).toBe(lines(40).join('').replace('line 3\n', 'three\n'));
    expect([read('b'), statSync(at('b')).mode & 0o100]).toEqual(['b\n', 0]);
    const json = await session.bellglass(['apply', '-i', '--json', 'b'], { stdin: 'y\nn\n' });
    expect(JSON.parse(json.stdout)).toMatchObject({ applied: 1, merged: { total: 0, markers: [] } });
    expect(json.stderr).toContain('(1/2) Apply mode change');
    expect([read('b'), statSync(at('b')).mode & 0o100]).toEqual(['b\n', 0o100]);
    expect(await command('apply', '--all')).toMatchObject({ status: 0 });
    expect(read('b')).toBe('b\nmore\n');
  });
});

describe('a text that was changed on both sides', () => {
  test('is merged where it goes together, marked where that is wished, or decided one by one, and taken back', async () => {
    for (const name of ['clean', 'clash', 'ours', 'theirs']) session.write(name, lines(20).join(''));
    await review(`sed -i 's/^line 3$/three/' clean clash ours theirs`);
    const mine = (name: string, from: string, to: string): void => {
      session.write(name, lines(20).join('').replace(from, to));
    };
    mine('clean', 'line 15', 'fifteen');
    for (const name of ['clash', 'ours', 'theirs']) mine(name, 'line 3\n', 'mine\n');

    const merged = await command('apply', '--merge', 'clean', 'clash');
    expect(merged.status).toBe(1);
    expect(merged.stdout).toContain('  clash  (it was changed here, and both changed the same lines)');
    expect(read('clean')).toBe(lines(20).join('').replace('line 3\n', 'three\n').replace('line 15', 'fifteen'));
    expect(read('clash')).toContain('line 2\nmine\nline 4\n');

    const one = await answer(startInTerminal(session, ['apply', '-i'], 50, 120), [
      [/clash[^]*1 place was changed on both sides[^]*Merge, keep ours, or take theirs \[m,o,t,q,\?\]\?/, 'm'],
      [/ours[^]*take theirs \[m,o,t,q,\?\]\?[^]*take theirs/, 'o'],
      [/(?:take theirs[^]*){3}/, 't'],
    ]);
    expect(one.stdout).toContain('These hold conflict markers now');
    expect(read('clash')).toMatch(/<<<<<<< workspace\nmine\n=======\nthree\n>>>>>>> run [0-9a-f]{12}\n/);
    expect(read('ours')).toContain('mine\n');
    expect(read('theirs')).toBe(lines(20).join('').replace('line 3\n', 'three\n'));
    expect(await command('undo')).toMatchObject({ status: 0 });
    for (const name of ['clash', 'theirs']) expect(read(name)).toContain('line 2\nmine\nline 4\n');
    expect(await command('undo')).toMatchObject({ status: 0 });
    expect(read('clean')).toBe(lines(20).join('').replace('line 15', 'fifteen'));
  });
});
