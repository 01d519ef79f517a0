/** Which kernel the rig runs: libkrunfw's has everything built in, the distribution's has Landlock. */
export type RigKernel = 'libkrunfw' | 'distribution';

/** What a rig's QEMU is told. */
export interface RigMachine {
  readonly kernel: RigKernel;
  readonly image: string;
  readonly initramfs: string | null;
  /** PID 1 of libkrunfw's kernel, a path of the host. */
  readonly init: string;
  readonly memoryMiB: number;
  /** The file server's socket. */
  readonly files: string;
  /** Where the port of results goes. */
  readonly results: string;
}

// AMD's SVM is what QEMU emulates: a real KVM where the host has none. Time counts instructions (-icount): with the host's clock,
// timer interrupts come faster than an emulated nested guest serves them once the host is busy, and it never gets on.
//
// QEMU's VMRUN leaves the vector that it injects as the pending exception (exception_index in helper_vmrun), and a timer of the rig's
// that is due before the guest's next exit delivers it again, with interrupts off: the guest waits for a lock of its own for ever.
// So timers are made rare: an instruction is 1 ns (shift=0), and the rig's kernel serves all of them in its tick (highres=off).
const common = [
  '-accel',
  'tcg,thread=single',
  '-cpu',
  'max',
  '-smp',
  '1',
  '-icount',
  'shift=0',
  '-nodefaults',
  '-no-user-config',
  '-display',
  'none',
  '-no-reboot',
];

const quicker = 'initcall_blacklist=jent_mod_init,init_btrfs_fs,cpuid_init mitigations=off random.trust_cpu=on';

/** QEMU's arguments; its standard output is the rig's console. */
export function rigArguments(machine: RigMachine): string[] {
  const size = `${String(machine.memoryMiB)}M`;
  const pci = machine.kernel === 'distribution';
  const device = (name: string): string => (pci ? `${name}-pci` : `${name}-device`);
  return [
    ...common,
    ...(pci ? ['-machine', 'q35'] : ['-machine', 'microvm,acpi=off', '-global', 'virtio-mmio.force-legacy=false']),
    ...['-m', size, '-object', `memory-backend-memfd,id=memory,size=${size},share=on`, '-numa', 'node,memdev=memory'],
    ...['-chardev', `socket,id=files,path=${machine.files}`],
    ...['-device', `${device('vhost-user-fs')},queue-size=1024,chardev=files,tag=${pci ? 'hostroot' : '/dev/root'}`],
    ...['-chardev', 'stdio,id=console,signal=off', '-device', device('virtio-serial')],
    ...(pci ? ['-serial', 'chardev:console'] : ['-device', 'virtconsole,chardev=console']),
    ...[
      '-chardev',
      `socket,id=results,path=${machine.results}`,
      '-device',
      'virtserialport,chardev=results,name=results',
    ],
    ...['-kernel', machine.image],
    ...(machine.initramfs === null ? [] : ['-initrd', machine.initramfs]),
    ...['-append', commandLine(machine)],
  ];
}

function commandLine({ kernel, init }: RigMachine): string {
  const own =
    kernel === 'distribution'
      ? 'console=ttyS0'
      : `console=hvc0 rootfstype=virtiofs root=/dev/root ro init=${init} ${quicker}`;
  return `reboot=t panic=-1 loglevel=1 highres=off ${own}`;
}
