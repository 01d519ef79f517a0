import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { recipeFor } from '../../../../daemon/run/program/interpreters.js';
import { scratch } from '../../../helpers/scratch.js';

test.each([
  ['.py', 'interpret', 'python3'],
  ['js', 'interpret', 'node'],
  ['.MJS', 'interpret', 'node'],
  ['.cjs', 'interpret', 'node'],
  ['.sh', 'interpret', 'sh'],
  ['.bash', 'interpret', 'bash'],
  ['.rb', 'interpret', 'ruby'],
  ['.pl', 'interpret', 'perl'],
  ['.php', 'interpret', 'php'],
  ['.lua', 'interpret', 'lua'],
  ['.java', 'interpret', 'java'],
  ['.R', 'interpret', 'Rscript'],
  ['.ts', 'interpret', 'tsx'],
  ['.mts', 'interpret', 'tsx'],
  ['.c', 'compile', 'cc'],
  ['.cpp', 'compile', 'g++'],
  ['.rs', 'compile', 'rustc'],
  ['.go', 'compile', 'go'],
])('a %s file is to %s with %s first', (extension, kind, first) => {
  const recipe = recipeFor(extension);
  expect(recipe?.kind).toBe(kind);
  expect(recipe?.choices[0]?.name).toBe(first);
});

test('every compiler is told last where its output goes', () => {
  for (const extension of ['c', 'cpp', 'cc', 'cxx', 'rs', 'go']) {
    expect(recipeFor(extension)?.choices.every(({ args }) => args.at(-1) === '-o')).toBe(true);
  }
});

test('TypeScript has Node last, and only where it strips types; nothing else has to prove itself', () => {
  for (const extension of ['ts', 'mts']) {
    const choices = recipeFor(extension)?.choices ?? [];
    expect(choices.filter(({ proof }) => proof !== null)).toEqual([choices.at(-1)]);
    expect(choices.at(-1)).toMatchObject({ name: 'node', wanted: 'node 22.6 or later with type stripping' });
  }
  for (const extension of ['js', 'py', 'c', 'go'])
    expect(recipeFor(extension)?.choices.every(({ name, proof, wanted }) => proof === null && wanted === name)).toBe(
      true,
    );
});

test('the Node that runs this strips types, and its proof says so', () => {
  const { args, proof } = recipeFor('ts')?.choices.at(-1) ?? { args: [], proof: null };
  const path = `${scratch()}/x.ts`;
  writeFileSync(path, 'const status: number = 37; process.exit(status);');
  expect(spawnSync(process.execPath, [...(proof ?? [])], { encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  });
  expect(spawnSync(process.execPath, [...args, path], { encoding: 'utf8' })).toMatchObject({ status: 37, stderr: '' });
});

test.each(['', '.', '.xyz', '.py3', '.constructor', '__proto__'])('%j has no recipe', (extension) => {
  expect(recipeFor(extension)).toBeNull();
});
