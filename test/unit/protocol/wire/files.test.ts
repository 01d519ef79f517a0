import { test } from 'vitest';
import {
  directoryEntry,
  fileStat,
  makeDirectoryRequest,
  renameRequest,
} from '../../../../daemon/protocol/wire/files.js';
import { expectSameOnBothSides } from '../../../helpers/guest/wire.js';

test.each([
  ['directory-entry', directoryEntry],
  ['file-stat', fileStat],
  ['make-directory', makeDirectoryRequest],
  ['rename', renameRequest],
] as const)('%s is the same for the daemon and the native programs', (name, schema) => {
  expectSameOnBothSides(name, schema);
});
