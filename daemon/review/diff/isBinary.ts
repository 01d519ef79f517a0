/** How far git looks, in bytes. */
const looked = 8000;

/** Whether git would take these bytes for a binary file: one with a NUL near its start. */
export function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, looked).includes(0);
}
