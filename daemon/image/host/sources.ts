/** What the guest's /etc takes from the host's, if it is there and everyone may read it: configuration of the toolchain, never data. */
export const sources = [
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'alternatives',
  'localtime',
  'timezone',
  'mime.types',
  'terminfo',
  'protocols',
  'services',
  'debian_version',
  'os-release',
  'ssl/openssl.cnf',
  'ssl/certs/ca-certificates.crt',
  'pki/tls/certs/ca-bundle.crt',
  'pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  'perl',
  'fonts',
] as const;

/** Directories of /etc whose names carry a version, such as python3.11 and java-17-openjdk. */
export const versionedSources = /^(python3(\.\d+)?|java(-\d+)?(-[a-z0-9]+)*|lua\d.*)$/;

/** The host's file that certificates' usual second name leads to. */
export const certificateLink = {
  path: 'ssl/cert.pem',
  target: 'certs/ca-certificates.crt',
  needs: 'ssl/certs/ca-certificates.crt',
} as const;

/** More than this from the host's /etc is no configuration, in bytes. */
export const mostBytes = 16 * 1024 * 1024;
/** More entries than this are none either. */
export const mostEntries = 20_000;
