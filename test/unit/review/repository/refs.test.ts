import { describe, expect, test } from 'vitest';
import { looseValue, nameProblem, packedValues } from '../../../../daemon/review/repository/refs.js';
import { gitStatus } from '../../../helpers/review/tree.js';

const id = 'a'.repeat(40);
const raw = (text: string): string => Buffer.from(text).toString('latin1');

describe('the file of a ref', () => {
  test('says an id, another ref, or nothing', () => {
    expect(looseValue(Buffer.from(`${id}\n`))).toEqual({ id });
    expect(looseValue(Buffer.from('b'.repeat(64)))).toEqual({ id: 'b'.repeat(64) });
    expect(looseValue(Buffer.from('ref: refs/heads/x\n'))).toEqual({ left: 'symbolic' });
    for (const text of ['', 'x', id.toUpperCase(), `${id} and more`, `${id}${id}`])
      expect(looseValue(Buffer.from(text))).toEqual({ left: 'value' });
  });
});

describe('packed refs', () => {
  test('are lines of an id and a name; comments and what is peeled are none', () => {
    const text = `# pack-refs with: peeled\n${id} refs/heads/a b\n^${id}\n${id} HEAD\nnonsense\n${id.slice(1)} refs/tags/x\n`;
    expect([...packedValues(Buffer.from(text))]).toEqual([['refs/heads/a b', { id }]]);
  });
});

describe('the name of a ref', () => {
  const good = ['main', 'a/b', 'a.b', 'x@y', 'fée', '日本', 'HEADS', 'a-', '@x'];
  const bad = ['', '.a', 'a..b', 'a/.b', 'a.lock', 'a.lock/b', 'a b', 'a~b', 'a^b', 'a:b', 'a?b', 'a*b', 'a[b', 'a\\b'];
  const worse = ['a@{b', 'a//b', 'a/', 'a.', '../../x', 'a\u001b', 'a\u007f', '/a', 'a\nb'];

  test('is one that git takes', () => {
    const known = (name: string): boolean => gitStatus('/', ['check-ref-format', name]).status === 0;
    for (const name of good)
      expect([name, nameProblem(raw(`refs/heads/${name}`)), known(`refs/heads/${name}`)]).toEqual([name, null, true]);
    for (const name of [...bad, ...worse])
      expect([name, nameProblem(raw(`refs/tags/${name}`)), known(`refs/tags/${name}`)]).toEqual([name, 'name', false]);
  });

  test('is neither an option, nor HEAD, nor anything else that deceives, nor too long', () => {
    for (const name of ['-f', 'HEAD', 'head', '@', 'a\u202eb', 'a\u2028b', 'a\u0085', 'x'.repeat(240)])
      expect([name, nameProblem(raw(`refs/heads/${name}`))]).toEqual([name, 'name']);
    expect(nameProblem('refs/heads/\xff')).toBe('name');
  });

  test('is of a branch or a tag', () => {
    for (const name of [
      'refs/stash',
      'refs/remotes/origin/main',
      'refs/replace/x',
      'refs/notes/x',
      'HEAD',
      'refs/heads',
    ])
      expect(nameProblem(name)).toBe('elsewhere');
  });
});
