import { expect, test } from 'vitest';
import { lostNotice, terminalEnvironment } from '../../../daemon/guest/terminal.js';

test('a terminal has the name that every distribution knows, and its colours', () => {
  expect(terminalEnvironment).toEqual({ TERM: 'xterm-256color', COLORTERM: 'truecolor' });
});

test('what is lost is said on a line of its own, after whatever sequence was under way was broken off', () => {
  expect(lostNotice(4096)).toBe('\x18\r\n[bellglass: 4096 bytes of output were lost before they could be read]\r\n');
});
