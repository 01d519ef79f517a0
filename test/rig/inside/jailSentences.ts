/** What the jail around libkrun has to show on a kernel with Landlock, with the daemon an ordinary user's. */
export const jailSentences = {
  boots: 'libkrun boots a program behind the whole jail, as an ordinary user',
  report: 'the record names every wall, and each of them stands',
  status: 'each process of the machine has no new privileges, no capability and a system call filter',
  mounts: 'the hypervisor’s mount namespace holds the kernel, the shares and devices, and nothing else',
  descriptors: 'the hypervisor holds no descriptor of a file that is not the machine’s',
  control: 'positive control: a process outside the jail, made to do the same calls, does each of them',
  files: 'from inside the hypervisor’s process no file of the host’s can be opened or made',
  own: 'positive control: from inside it the machine’s kernel can be opened',
  socket: 'from inside it a socket ends the machine',
  signal: 'from inside it a signal to another process ends the machine',
  program: 'from inside it starting a program ends the machine',
  said: 'a machine that its filter ended is said as such, with status 125',
  nothing: 'nothing is left behind',
} as const;
