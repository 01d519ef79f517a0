import { describe, expect, test } from 'vitest';
import { Lifetime } from '../../../src/lifecycle.js';

describe('a lifetime', () => {
  const recorded = (): { order: string[]; one: (name: string) => { dispose: () => void } } => {
    const order: string[] = [];
    return { order, one: (name) => ({ dispose: () => order.push(name) }) };
  };

  test('disposes of what came last first, once', () => {
    const { order, one } = recorded();
    const lifetime = new Lifetime();
    for (const name of ['first', 'second', 'third']) lifetime.hold(one(name));
    lifetime.dispose();
    lifetime.dispose();
    expect(order).toEqual(['third', 'second', 'first']);
  });

  test('disposes at once of what comes after its end', () => {
    const { order, one } = recorded();
    const lifetime = new Lifetime();
    lifetime.dispose();
    lifetime.hold(one('late'));
    expect(order).toEqual(['late']);
  });

  test('disposes of what is added while it ends', () => {
    const { order, one } = recorded();
    const lifetime = new Lifetime();
    lifetime.hold({ dispose: () => lifetime.hold(one('added meanwhile')) });
    lifetime.dispose();
    expect(order).toEqual(['added meanwhile']);
  });

  test('hands back what it holds', () => {
    const { one } = recorded();
    const held = one('held');
    expect(new Lifetime().hold(held)).toBe(held);
  });
});
