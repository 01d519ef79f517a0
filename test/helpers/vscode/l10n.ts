/** What stands in for VS Code's `l10n` where there is no VS Code: the English text, with its arguments in it. */
export const l10n = {
  t: (message: string, ...args: (string | number | boolean)[]): string =>
    message.replace(/\{(\d+)\}/g, (_, index: string) => String(args[Number(index)])),
};
