import { expect, test } from 'vitest';
import { recipeFor } from '../../../../daemon/run/program/interpreters.js';

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
  ['.go', 'interpret', 'go'],
  ['.java', 'interpret', 'java'],
  ['.R', 'interpret', 'Rscript'],
  ['.ts', 'interpret', 'tsx'],
  ['.c', 'compile', 'cc'],
  ['.cpp', 'compile', 'g++'],
  ['.rs', 'compile', 'rustc'],
])('a %s file is to %s with %s first', (extension, kind, first) => {
  const recipe = recipeFor(extension);
  expect(recipe?.kind).toBe(kind);
  expect(recipe?.choices[0]?.[0]).toBe(first);
});

test('every compiler is told last where its output goes', () => {
  for (const extension of ['c', 'cpp', 'cc', 'cxx', 'rs']) {
    expect(recipeFor(extension)?.choices.every((choice) => choice.at(-1) === '-o')).toBe(true);
  }
});

test.each(['', '.', '.xyz', '.py3', '.constructor', '__proto__'])('%j has no recipe', (extension) => {
  expect(recipeFor(extension)).toBeNull();
});
