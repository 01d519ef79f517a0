import * as z from 'zod';
import { bellglassError } from './errors.js';
import { channel } from './frames.js';
import { methods, notifications } from './methods.js';
import { PROTOCOL_VERSION } from './version.js';

const schema = (shape: z.ZodType) => z.toJSONSchema(shape, { unrepresentable: 'any', io: 'input' });

const each = (table: Record<string, z.ZodType>) =>
  Object.fromEntries(Object.entries(table).map(([name, shape]) => [name, schema(shape)]));

/** The whole surface of the RPC as text. It is frozen as a golden file: a change of the wire is a diff that someone reviews. */
export function surface(): string {
  const parameters = Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, method.params]));
  const results = Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, method.result]));
  const errors = Object.fromEntries(
    bellglassError.options.map((option) => [option.shape.code.value, option.shape.data]),
  );
  const whole = {
    protocol: PROTOCOL_VERSION,
    channels: channel,
    parameters: each(parameters),
    results: each(results),
    notifications: each(notifications),
    errors: each(errors),
  };
  return `${JSON.stringify(whole, null, 1)}\n`;
}
