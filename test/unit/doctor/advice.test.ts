import { expect, test } from 'vitest';
import { adviceFor, adviceOf } from '../../../daemon/doctor/advice.js';
import { byCommand, inWords, lineOf, missing, ok, warning } from '../../../daemon/doctor/check.js';
import { inProject } from '../../helpers/project.js';
import { doctorContext } from '../../helpers/doctor.js';

const fine = lineOf('a', 'a thing', ok('it is'));
const worse = lineOf('b', 'the disk', warning('12 MiB free.', inWords('Make room there.')));
const absent = lineOf('c', 'the program', missing('it is not\ninstalled', byCommand('sudo apt install it')));

test('nothing is advised when everything works', () => {
  expect(adviceOf([fine])).toBeNull();
  expect(adviceOf([])).toBeNull();
});

test('what is missing is said before what is worse, on one line', () => {
  expect(adviceOf([fine, worse, absent])).toBe('the program: it is not installed. Try: "sudo apt install it".');
  expect(adviceOf([fine, worse])).toBe('the disk: 12 MiB free. Make room there.');
});

test('a command is quoted, whatever stands before it', () => {
  const line = lineOf(
    'q',
    'QEMU',
    missing('it does not work', byCommand('sudo apt install qemu', ['Install it again: ', ''])),
  );
  expect(adviceOf([line])).toBe('QEMU: it does not work. Install it again: "sudo apt install qemu".');
});

test('without a repair it is what was found', () => {
  expect(adviceOf([lineOf('d', 'memory', warning('little', null))])).toBe('memory: little.');
});

test.each(['qemu', 'libkrun'] as const)(
  'a boot with %s that lacks our programs is told of them',
  async (hypervisor) => {
    const context = doctorContext();
    const advice = await adviceFor(hypervisor, context);
    expect(advice).toMatch(/^bellglass-vmm: .*bellglass-vmm is missing\. Build it with "npm run build"/);
  },
);

test('settings that are malformed are told of', async () => {
  const context = doctorContext({ BELLGLASS_NATIVE: inProject('dist/native/linux-x64') });
  const settings = inProject('package.json');
  const advice = await adviceFor('qemu', { ...context, paths: { ...context.paths, settings } });
  expect(advice).toMatch(/^settings: The settings in ".*package.json" are malformed: /);
});
