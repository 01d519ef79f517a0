/** What a process with a terminal finds in its environment: a name that every distribution knows, and the colours that ours shows. */
export const terminalEnvironment: Readonly<Record<string, string>> = { TERM: 'xterm-256color', COLORTERM: 'truecolor' };

/** What a terminal shows where so many bytes of output are missing: the output may go on in the middle of a sequence. */
export function lostNotice(bytes: number): string {
  return `\x18\r\n[bellglass: ${String(bytes)} bytes of output were lost before they could be read]\r\n`;
}
