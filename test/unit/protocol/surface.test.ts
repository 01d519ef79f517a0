import { expect, test } from 'vitest';
import { surface } from '../../../daemon/protocol/surface.js';
import { PROTOCOL_VERSION } from '../../../daemon/protocol/version.js';
import { expectGolden } from '../../helpers/golden.js';

test('the surface of the RPC is the one that was reviewed for this version', () => {
  expectGolden(`protocol-${String(PROTOCOL_VERSION)}.json`, surface());
});

test('the surface names every part of the wire', () => {
  const parts = Object.keys(JSON.parse(surface()) as object);
  expect(parts).toEqual(['protocol', 'channels', 'parameters', 'results', 'notifications', 'errors']);
});
