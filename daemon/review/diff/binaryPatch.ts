import { constants, deflateSync } from 'node:zlib';

/** Git's own alphabet, which is not Ascii85's. */
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';
/** How many bytes stand in a line; they are 65 digits. */
const bytesInLine = 52;

/** What `git apply` needs to change one content into the other and back: both, whole and compressed as little as git does. */
export function binaryPatch(before: Buffer, after: Buffer): string {
  return `GIT binary patch\n${literal(after)}${literal(before)}`;
}

function literal(content: Buffer): string {
  const packed = deflateSync(content, { level: constants.Z_BEST_SPEED });
  const lines: string[] = [];
  for (let at = 0; at < packed.length; at += bytesInLine) lines.push(line(packed.subarray(at, at + bytesInLine)));
  return `literal ${String(content.length)}\n${lines.join('')}\n`;
}

/** A letter for the count of bytes, A to Z for 1 to 26 and a to z for 27 to 52, and the bytes. */
function line(bytes: Buffer): string {
  const count = String.fromCharCode(bytes.length <= 26 ? 64 + bytes.length : 70 + bytes.length);
  return `${count}${base85(bytes)}\n`;
}

/** Five digits for every four bytes; the last four are filled up with zeros. */
function base85(bytes: Buffer): string {
  const filled = Buffer.alloc(Math.ceil(bytes.length / 4) * 4);
  bytes.copy(filled);
  let text = '';
  for (let at = 0; at < filled.length; at += 4) {
    const number = filled.readUInt32BE(at);
    for (let power = 85 ** 4; power >= 1; power /= 85) text += digits[Math.floor(number / power) % 85] ?? '';
  }
  return text;
}
