import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import { expect } from 'vitest';
import { inProject } from '../project.js';

/** A document that cargo test reads too. */
export function goldenJson(name: string): unknown {
  return JSON.parse(readFileSync(inProject(`native/wire/golden/${name}.json`), 'utf8')) as unknown;
}

/** The schema takes the golden document and gives it back equal, and takes no key more. */
export function expectSameOnBothSides(name: string, schema: z.ZodType): void {
  const document = goldenJson(name);
  expect(schema.parse(document)).toEqual(document);
  if (!Array.isArray(document)) expect(schema.safeParse({ ...(document as object), more: 1 }).success).toBe(false);
}
