/** What becomes PID 1's work once the host's tree is the root: a heartbeat, the program, the end. */
export interface Inside {
  /** A shell command; its standard output goes to the port of results. */
  readonly command: string;
}

/** From here on the rig's root is an overlay over the host's tree, and `pivot_root` works in it: a chroot would forbid user namespaces. */
function afterPivot(command: string): string {
  return `
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm; mount -t devpts pts /dev/pts; mount -t tmpfs -o mode=1777 shm /dev/shm
mount -t tmpfs run /run
ip link set lo up 2>/dev/null || true
chmod 666 /dev/kvm
port=
for name in /sys/class/virtio-ports/*/name; do
  if [ "$(cat "$name")" = results ]; then port=/dev/$(basename "$(dirname "$name")"); fi
done
# The port takes one opener: everything inherits it.
exec 5>"$port"
( while :; do echo beat >&5; sleep 0.25; done ) &
( ${command} ) >&5 2>/dev/console
echo "end $?" >&5
sleep 0.3
`;
}

const path = 'export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root';

/** PID 1 for libkrunfw's kernel, which mounts the host's tree itself. */
export function initOverRoot({ command }: Inside): string {
  return `#!/bin/bash
${path}
mount -t proc proc /proc
mount -t tmpfs -o size=80% rw /mnt; mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work root /mnt/root
cd /mnt/root && mkdir -p mnt && pivot_root . mnt && umount -l /mnt
exec </dev/null
${afterPivot(command)}
reboot -f
`;
}

/** PID 1 of an initramfs for a distribution's kernel: its modules first, then the host's tree over virtio-fs. */
export function initOfInitramfs({ command }: Inside): string {
  return `#!/bin/sh
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
echo 1 >/proc/sys/kernel/printk
while read -r module; do insmod "/mods/$module"; done </mods/order
mount -t virtiofs hostroot /lower
mount -t tmpfs -o size=80% rw /rw; mkdir /rw/upper /rw/work
mount -t overlay -o lowerdir=/lower,upperdir=/rw/upper,workdir=/rw/work root /root
umount /proc /sys; umount -l /dev
cat >/root/rig-init <<'INIT'
#!/bin/bash
${path}
${afterPivot(command)}
reboot -f
INIT
exec switch_root /root /bin/bash /rig-init
`;
}
