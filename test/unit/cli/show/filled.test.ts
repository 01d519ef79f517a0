import { describe, expect, test } from 'vitest';
import { filled } from '../../../../daemon/cli/show/filled.js';
import { parseTemplate } from '../../../../daemon/cli/show/template.js';

const things = [
  { Name: 'a\u001b', Size: 10 },
  { Name: 'long name', Size: 2 },
];
const template = parseTemplate(String.raw`{{.Name}}\t{{.Size}}`);

describe('things by a template', () => {
  test('are a line each', () => {
    expect(filled({ template, heads: false }, things)).toBe('a\ufffd\t10\nlong name\t2\n');
    expect(filled({ template, heads: false }, [])).toBe('');
  });

  test('are a table below the names of their fields', () => {
    expect(filled({ template, heads: true }, things)).toBe('NAME        SIZE\na\ufffd          10\nlong name   2\n');
    expect(filled({ template, heads: true }, [])).toBe('NAME   SIZE\n');
  });
});
