import { type BellglassError, bellglassError } from '../../daemon/protocol/errors.js';
import * as z from 'zod';

/** Stands for any number in the data of a sample. */
export const someNumber = 4242;

/** For every code, in the table's order, errors with each choice that its data leave; the texts are the fields' names. */
export function sampleErrors(): [BellglassError, ...BellglassError[]][] {
  return bellglassError.options.map((option) => {
    const [first, ...others] = samples('data', option.shape.data);
    const error = (data: unknown) => ({ code: option.shape.code.value, data }) as BellglassError;
    return [error(first), ...others.map(error)];
  });
}

function samples(name: string, schema: unknown): unknown[] {
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).reduce<object[]>(
      (begun, [key, field]) =>
        samples(key, field).flatMap((value) => begun.map((before) => ({ ...before, [key]: value }))),
      [{}],
    );
  }
  if (schema instanceof z.ZodArray) return samples(name, schema.element).map((one) => [one]);
  if (schema instanceof z.ZodEnum) return schema.options;
  if (schema instanceof z.ZodNullable) return [...samples(name, schema.unwrap()), null];
  if (schema instanceof z.ZodNumber) return [someNumber];
  return [name.replace(/([A-Z])/g, ' $1').toUpperCase()];
}
