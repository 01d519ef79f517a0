import { expect, test } from 'vitest';
import type { DoctorLine } from '../../../../daemon/protocol/doctor.js';
import { count, headline, worstFirst } from '../../../../src/setup/repairs.js';
import { l10n } from '../../../helpers/vscode/l10n.js';

const line = (id: string, state: DoctorLine['state']): DoctorLine => ({
  id,
  title: id,
  state,
  detail: '',
  repair: null,
  command: null,
});
const lines = [line('a', 'ok'), line('b', 'warning'), line('c', 'missing'), line('d', 'ok'), line('e', 'missing')];

test('what does not work stands first, in the doctor’s order otherwise', () => {
  expect(worstFirst(lines).map(({ id }) => id)).toEqual(['c', 'e', 'b', 'a', 'd']);
  expect(count(lines)).toEqual({ missing: 2, warning: 1 });
});

test.each([
  [0, 0, 'everything works'],
  [0, 1, 'everything works, 1 thing could be better'],
  [0, 3, 'everything works, 3 things could be better'],
  [1, 0, '1 thing does not work'],
  [1, 1, '1 thing does not work, 1 could be better'],
  [1, 3, '1 thing does not work, 3 could be better'],
  [2, 0, '2 things do not work'],
  [2, 1, '2 things do not work, 1 could be better'],
  [2, 3, '2 things do not work, 3 could be better'],
])('%d that do not work and %d that could be better are said so that it reads well', (missing, warning, text) => {
  expect(headline({ missing, warning }, l10n)).toBe(`Bellglass: ${text}`);
});
