/**
 * What programs find in their environment, so that git believes the index that the host wrote: in the view every file has
 * another device, inode and time of change, and git would read all of them again.
 */
export const reviewEnvironment: Readonly<Record<string, string>> = gitSettings({
  'core.checkStat': 'minimal',
  'core.trustctime': 'false',
  'safe.directory': '*',
});

function gitSettings(settings: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(settings).flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${String(index)}`, key] as const,
    [`GIT_CONFIG_VALUE_${String(index)}`, value] as const,
  ]);
  return { GIT_CONFIG_COUNT: String(Object.keys(settings).length), ...Object.fromEntries(entries) };
}
