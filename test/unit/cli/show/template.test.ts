import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldsOf, fill, headsOf, parseTemplate } from '../../../../daemon/cli/show/template.js';
import { tries } from '../../../helpers/full.js';

const thing = { Name: 'dev', state: 'running', settings: { cpus: 2, user: null, image: 'host' } };
const filled = (text: string): string => fill(parseTemplate(text), thing);

describe('a template', () => {
  test.each([
    ['{{.Name}}', 'dev'],
    ['{{ .Name }} is {{.State}}.', 'dev is running.'],
    ['{{.name}}', 'dev'],
    [String.raw`{{.Name}}\t{{.State}}\n`, 'dev\trunning\n'],
    ['{{json .Name}}', '"dev"'],
    ['{{json .Settings}}', '{"cpus":2,"user":null,"image":"host"}'],
    ['{{.Settings.CPUs}}', '2'],
    ['{{.Settings.User}}', 'null'],
    ['{{.Settings.Image}}', 'host'],
    ['{{.Settings}}', '{"cpus":2,"user":null,"image":"host"}'],
    ['{{json .}}', JSON.stringify(thing)],
    ['no field', 'no field'],
    ['}} stays', '}} stays'],
  ])('%s', (text, result) => {
    expect(filled(text)).toBe(result);
  });

  test.each([
    ['{{.Name', '"{{" has no "}}"'],
    ['{{Name}}', 'is neither a field nor json and a field'],
    ['{{range .}}', 'is neither a field nor json and a field'],
    ['{{}}', 'is neither a field nor json and a field'],
    ['{{.a b}}', 'is neither a field nor json and a field'],
  ])('%s is refused', (text, reason) => {
    expect(() => parseTemplate(text)).toThrow(reason);
  });

  test('of a field that there is not says which there are', () => {
    expect(() => filled('{{.Ports}}')).toThrow('There is no field "Ports"; there are Name, state, settings.');
    expect(() => filled('{{.Name.First}}')).toThrow('There is no field "First"; there are none.');
  });

  test('names its fields, and heads a table with them', () => {
    const template = parseTemplate(String.raw`{{.ID}}\t{{json .Settings.Image}}`);
    expect(fieldsOf(template)).toEqual(['ID', 'Settings']);
    expect(headsOf(template)).toBe('ID\tIMAGE');
  });

  test('prints nothing that commands a terminal, whatever a guest named', () => {
    const name = '\u001b[2J\u009b\u202ex';
    for (const text of ['{{.Name}}', '{{json .Name}}', '{{json .}}'])
      // eslint-disable-next-line no-control-regex -- control characters are what must not come
      expect(fill(parseTemplate(text), { Name: name })).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  });

  test('text without braces comes as it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('{{') && !text.includes('\\'));
        expect(filled(text)).toBe(text);
      }),
      tries(),
    );
  });
});
