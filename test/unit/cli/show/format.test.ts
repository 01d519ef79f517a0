import { describe, expect, test } from 'vitest';
import { parseFormat } from '../../../../daemon/cli/show/format.js';
import { parseTemplate } from '../../../../daemon/cli/show/template.js';

describe('what follows --format', () => {
  test('is table, json, a template, or a table of a template', () => {
    const template = parseTemplate('{{.Name}}');
    expect(parseFormat('table')).toEqual({ kind: 'table' });
    expect(parseFormat('json')).toEqual({ kind: 'lines' });
    expect(parseFormat('{{.Name}}')).toEqual({ kind: 'template', template, heads: false });
    expect(parseFormat('table {{.Name}}')).toEqual({ kind: 'template', template, heads: true });
  });

  test.each(['yaml', 'table', 'Name'])('a word that is none of them is refused: %s', (word) => {
    if (word === 'table') expect(() => parseFormat('table names')).toThrow(/it names no field/);
    else expect(() => parseFormat(word)).toThrow(`The format "${word}" cannot be read: it names no field.`);
  });
});
