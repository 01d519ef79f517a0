/** What libkrun on a real KVM has to show, under the kernel that boots everywhere. */
export const libkrunSentences = {
  boots: 'a first machine boots',
  kernel: 'the program runs under a kernel of its own, not under the rig’s',
  status: 'its exit status is the run’s',
  streams: 'standard output and standard error stay apart',
  environment: 'variables arrive as they are, quotes and newlines too',
  user: 'the program is the host’s user, in the workspace',
  memory: 'memory is as was asked for',
  network: 'there is no network device, and no vsock',
  bytes: 'eight megabytes through cat have an equal hash',
  refused: 'a readonly workspace refuses guest root who remounts it: write, chmod, chown, utimes, setxattr',
  edits: 'edits on the host show within a second',
  walls: 'the record names every wall, and all stand but Landlock, which this kernel lacks',
  walled: 'each process of a machine has no new privileges, no capability and a system call filter',
  overlay:
    'a plain overlay over the readonly share edits an existing file (libkrun 1.17.4’s could not), which decides the review view',
  overlayNew: 'positive control: the same overlay makes a new file',
  hostile: 'guest root who drives the device itself reads and changes nothing outside',
  firmware: 'a libkrunfw library of the host’s is not loaded',
  chosen: 'libkrun is what is chosen where KVM works',
  nothing: 'nothing is left behind',
} as const;
