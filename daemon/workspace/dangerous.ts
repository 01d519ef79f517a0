/** Directories that the guest makes itself: a workspace in them would hide the guest's own, or be hidden. */
const reserved = [
  '/proc',
  '/sys',
  '/dev',
  '/etc',
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
] as const;

/** Whether the directory holds far more than a project: the whole file system, the home directory, or what holds that. */
export function broadness(path: string, home: string): 'root' | 'home' | 'aboveHome' | null {
  if (path === '/') return 'root';
  if (path === home) return 'home';
  return home.startsWith(`${path}/`) ? 'aboveHome' : null;
}

/** The directory of the guest's own that the path is or lies in; null when there is none. */
export function reservedFor(path: string): string | null {
  if (path === '/') return '/';
  if (path === '/tmp' || path === '/var' || path === '/run') return path;
  return reserved.find((own) => path === own || (path.startsWith(`${own}/`) && !allowedWithin(path))) ?? null;
}

/** The file system of the host's kernel that the path is or lies in; null when there is none. */
export function kernelsOwn(path: string): string | null {
  return ['/proc', '/sys', '/dev'].find((own) => path === own || path.startsWith(`${own}/`)) ?? null;
}

/** The one of Bellglass's own directories that the path holds or lies in; null when there is none. */
export function privateTo(path: string, own: readonly string[]): string | null {
  const within = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}/`);
  return own.find((directory) => within(path, directory) || within(directory, path)) ?? null;
}

// Containers put projects into /usr/src and /usr/local/src; there the mount point exists on the host, and so in the guest.
function allowedWithin(path: string): boolean {
  return path.startsWith('/usr/src/') || path.startsWith('/usr/local/src/');
}
