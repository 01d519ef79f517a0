import type { ChangedLine } from '../../../daemon/protocol/wire/changes.js';
import type { PathName } from '../../../daemon/review/rawPath.js';

type More = Partial<ChangedLine>;

function line(kind: ChangedLine['kind'], mode: number, path: PathName, more: More): ChangedLine {
  return { path, kind, mode, size: 0, modified: { seconds: 1, nanoseconds: 5 }, inode: '100', links: 1, ...more };
}

/** Lines of GET /v1/changes: a file that the guest wrote, of seven bytes. */
export const file = (path: PathName, more: More = {}) => line('file', 0o644, path, { size: 7, ...more });
/** A directory that it made, moved, or in which it did something. */
export const directory = (path: PathName, more: More = {}) => line('directory', 0o755, path, more);
/** A symbolic link that it made. */
export const link = (path: PathName, target: PathName) => line('symlink', 0o777, path, { target });
/** An entry that it removed. */
export const removed = (path: PathName) => line('removed', 0, path, {});
/** A named pipe that it made. */
export const pipe = (path: PathName) => line('other', 0o644, path, {});
