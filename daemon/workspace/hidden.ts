/**
 * What is hidden in every workspace, as lines of a .gitignore: files that hold secrets by their names. What comes with
 * packages is none of the user's secrets, and programs need it (a bundle of certificates, the keys of a test).
 */
export const usuallyHidden: readonly string[] = [
  '.env',
  '.env.*',
  '!.env.example',
  '!.env.sample',
  '!.env.template',
  '.envrc',
  '*.pem',
  '*.key',
  '*.p12',
  '*.pfx',
  '*.jks',
  '*.keystore',
  '*.kdbx',
  '*.ppk',
  'id_rsa',
  'id_dsa',
  'id_ecdsa',
  'id_ed25519',
  '.npmrc',
  '.pypirc',
  '.netrc',
  '.git-credentials',
  '.htpasswd',
  '.aws/credentials',
  '.docker/config.json',
  '.kube/config',
  '.ssh/',
  '.gnupg/',
  'service-account*.json',
  '*.tfstate',
  '*.tfstate.backup',
  ...['node_modules', '.venv', 'venv', 'site-packages', 'vendor'].map((packages) => `!**/${packages}/**`),
];

/** All that is hidden. @param more lines of the user's own, which have the last word but for a .bellglassignore */
export function hiddenPatterns(more: readonly string[] | null): string[] {
  return [...usuallyHidden, ...(more ?? [])];
}
