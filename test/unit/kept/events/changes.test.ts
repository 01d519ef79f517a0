import { expect, test } from 'vitest';
import { Changes } from '../../../../daemon/kept/events/changes.js';

test('everybody who listens is told, until they do not want to be', () => {
  const changes = new Changes();
  const told: string[] = [];
  const stop = changes.listen((id) => told.push(`one ${id}`));
  changes.listen((id) => told.push(`two ${id}`));
  changes.tell('a');
  stop();
  stop();
  changes.tell('b');
  expect(told).toEqual(['one a', 'two a', 'two b']);
});

test('a listener may stop itself while it is told', () => {
  const changes = new Changes();
  const told: string[] = [];
  const stop = changes.listen((id) => {
    told.push(`one ${id}`);
    stop();
  });
  changes.listen((id) => told.push(`two ${id}`));
  changes.tell('a');
  changes.tell('b');
  expect(told).toEqual(['one a', 'two a', 'two b']);
});

test('where nobody listens nothing happens', () => {
  expect(() => {
    new Changes().tell('a');
  }).not.toThrow();
});
