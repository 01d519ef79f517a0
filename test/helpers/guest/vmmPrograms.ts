import { chmodSync, writeFileSync } from 'node:fs';
import { scratch } from '../scratch.js';

/** What every program below knows: its specification, and how to listen on the agent's socket. */
const prelude = `#!${process.execPath}
const fs = require('node:fs'), net = require('node:net'), { spawn } = require('node:child_process');
const spec = JSON.parse(fs.readFileSync(0, 'utf8'));
const agent = (behave) => net.createServer((socket) => { socket.on('error', () => {}); behave(socket); }).listen(spec.agentSocket);
`;

/** A program that is started instead of the vmm and behaves as the test says: a real process with real sockets. */
export function vmmProgram(body: string): string {
  const path = `${scratch()}/vmm`;
  writeFileSync(path, prelude + body);
  chmodSync(path, 0o755);
  return path;
}

/** Says nothing and stays. */
export const silent = "agent(() => {}); fs.writeFileSync(spec.console, 'line of the guest\\n');";
/** Fails with a record, as the vmm does. */
export const failing =
  "fs.writeFileSync(spec.record, JSON.stringify({ stage: 'open', step: 'open', code: 'not_found', errno: 2, message: 'the kernel is not there' })); process.exit(1);";
/** Floods its port. */
export const flooding =
  "agent((socket) => { const go = () => { while (socket.write(Buffer.alloc(65536))); }; socket.on('drain', go); go(); });";
/** Echoes the greeting, and then says what is no HTTP/2. */
export const garbling =
  "agent((socket) => socket.once('data', (chunk) => { socket.write(chunk.subarray(1)); setInterval(() => socket.write('garbage'), 5); }));";
/** Echoes the greeting, and then says nothing. */
export const taciturn = "agent((socket) => socket.once('data', (chunk) => { socket.write(chunk.subarray(1)); }));";
/** Shows a kernel that panics. */
export const panicking =
  "fs.writeFileSync(spec.console, 'text\\nKernel panic - not syncing: VFS\\n'); process.exit(0);";
/** Has a child with a name of Bellglass's own, which ignores signals and stays. */
export const withChild =
  "fs.symlinkSync('/bin/sh', __dirname + '/bellglass-child'); spawn(__dirname + '/bellglass-child', ['-c', 'trap \"\" TERM INT HUP; while :; do kill -STOP $$; done'], { stdio: 'ignore' }); agent(() => {});";
