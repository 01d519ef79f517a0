// Writes the initramfs: a newc cpio whose only entry is /init, the agent. The kernel's own built-in one brings /dev/console.
// usage: initramfs.mjs AGENT OUT
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const [agent, out] = process.argv.slice(2);

/** One entry as Linux's buffer-format.rst has it: thirteen 8-digit fields, name and data padded to four bytes. No time, so that it is reproducible. */
function entry(name, mode, data) {
  const fields = [0, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, name.length + 1, 0];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${name}\0`;
  return Buffer.concat([padded(Buffer.from(header)), padded(data)]);
}

function padded(bytes) {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

const archive = Buffer.concat([entry('init', 0o100755, readFileSync(agent)), entry('TRAILER!!!', 0, Buffer.alloc(0))]);
if (!existsSync(out) || !readFileSync(out).equals(archive)) {
  writeFileSync(`${out}.new`, archive);
  renameSync(`${out}.new`, out);
}
