import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

/** What the planted library leaves when it is loaded. */
export const firmwareMark = '/tmp/libkrunfw-was-loaded';

/**
 * Plants a libkrunfw.so.5 where every dynamic loader of the rig looks.
 * @returns what loads it, as a program that dlopens it would
 */
export function plantFirmware(): () => void {
  const source = '/tmp/planted.c';
  writeFileSync(
    source,
    `#include <stdio.h>\n__attribute__((constructor)) static void mark(void) { fclose(fopen("${firmwareMark}", "w")); }\n`,
  );
  for (const name of ['libkrunfw.so.5', 'libkrunfw.so.4', 'libkrunfw.so']) {
    execFileSync('gcc', ['-shared', '-fPIC', '-o', `/usr/lib/${name}`, source]);
  }
  execFileSync('/sbin/ldconfig');
  return () => {
    execFileSync('python3', ['-c', 'import ctypes; ctypes.CDLL("libkrunfw.so.5")']);
  };
}
