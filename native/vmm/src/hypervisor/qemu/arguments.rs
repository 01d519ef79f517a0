//! QEMU's command line.

use std::os::fd::RawFd;

use bellglass_wire::spec::{ADDED, Accelerator, MachineSpec};

use crate::layout::Layout;

/// Descriptors that QEMU inherits.
pub struct Sockets {
    /// The agent's listening socket.
    pub agent: RawFd,
    /// The connections to the file servers, in the specification's order; of what is added, last.
    pub shares: Vec<RawFd>,
}

/// In an option string a comma ends a value; a doubled one is a comma.
fn escape(value: &str) -> String {
    value.replace(',', ",,")
}

/// Everything behind the program's name.
pub fn all(
    spec: &MachineSpec,
    accelerator: Accelerator,
    layout: &Layout,
    in_tree: bool,
    sockets: &Sockets,
) -> Vec<String> {
    let mut line = machine(spec, accelerator);
    let added = (!spec.added.is_empty()).then_some(ADDED);
    let tags = spec.shares.iter().map(|share| share.tag.as_str());
    for (index, (tag, socket)) in tags.chain(added).zip(&sockets.shares).enumerate() {
        push(
            &mut line,
            "-chardev",
            format!("socket,id=share{index},fd={socket}"),
        );
        let tag = escape(tag);
        let device = format!("vhost-user-fs-device,queue-size=1024,chardev=share{index},tag={tag}");
        push(&mut line, "-device", device);
    }
    for (index, (disk, place)) in spec.disks.iter().zip(&layout.disks).enumerate() {
        let path = escape(place.path(in_tree));
        let read_only = if disk.read_only { "on" } else { "off" };
        // What the guest frees is a hole in the file again.
        let discard = if disk.read_only { "ignore" } else { "unmap" };
        push(
            &mut line,
            "-blockdev",
            format!(
                "driver=file,node-name=disk{index},read-only={read_only},discard={discard},filename={path}"
            ),
        );
        let serial = escape(&disk.id);
        // The guest is told of a fault; QEMU's own way with a full host disk is to stop the machine.
        push(
            &mut line,
            "-device",
            format!(
                "virtio-blk-device,drive=disk{index},serial={serial},werror=report,rerror=report"
            ),
        );
    }
    // Memory that the guest has freed goes back to the host.
    push(
        &mut line,
        "-device",
        "virtio-balloon-device,free-page-reporting=on".into(),
    );
    ports(&mut line, sockets.agent);
    push(&mut line, "-kernel", layout.kernel.path(in_tree).into());
    if let Some(initramfs) = &layout.initramfs {
        push(&mut line, "-initrd", initramfs.path(in_tree).into());
    }
    push(&mut line, "-append", spec.kernel.command_line.clone());
    line
}

fn push(line: &mut Vec<String>, option: &str, value: String) {
    line.push(option.into());
    line.push(value);
}

fn machine(spec: &MachineSpec, accelerator: Accelerator) -> Vec<String> {
    // Under emulation a nested hypervisor only costs time at boot. TCG emulates `rep movsb` byte by byte, and a guest
    // that sees ERMS or FSRM copies with it: 128 MiB of output cost 3.6 s of CPU, without them 1.6 s. What it has translated
    // it keeps, up to a gibibyte by itself: a guest of 128 MiB that starts a program now and then took 1.2 GiB of the host.
    let (accelerator, processor) = match accelerator {
        Accelerator::Tcg => ("tcg,tb-size=256", "max,-svm,-erms,-fsrm"),
        Accelerator::Kvm => ("kvm", "host"),
    };
    let memory = spec.memory_mib;
    let mut line = vec![
        // No devices but those below, no configuration of the host's, no monitor, no window, no network.
        "-nodefaults".into(),
        "-no-user-config".into(),
        "-no-reboot".into(),
    ];
    push(&mut line, "-display", "none".into());
    push(&mut line, "-machine", "microvm,acpi=off".into());
    push(&mut line, "-accel", accelerator.into());
    push(&mut line, "-cpu", processor.into());
    // For a machine that may have one CPU only, QEMU leaves out the barriers of what is locked, and a device that another thread
    // or process serves loses an event now and then, for good.
    push(
        &mut line,
        "-smp",
        format!("{},maxcpus={}", spec.cpus, spec.cpus.max(2)),
    );
    push(&mut line, "-m", memory.to_string());
    // The file servers map the guest's memory.
    push(
        &mut line,
        "-object",
        format!("memory-backend-memfd,id=memory,size={memory}M,share=on"),
    );
    push(&mut line, "-numa", "node,memdev=memory".into());
    push(
        &mut line,
        "-global",
        "virtio-mmio.force-legacy=false".into(),
    );
    line
}

fn ports(line: &mut Vec<String>, agent: RawFd) {
    push(line, "-device", "virtio-serial-device".into());
    // Standard output is the pipe that the first process reads.
    push(line, "-chardev", "stdio,id=console,signal=off".into());
    push(line, "-device", "virtconsole,chardev=console".into());
    push(
        line,
        "-chardev",
        format!("socket,id=agent,fd={agent},server=on,wait=off"),
    );
    push(
        line,
        "-device",
        "virtserialport,chardev=agent,name=agent".into(),
    );
}

#[cfg(test)]
mod tests {
    use super::{Sockets, all, escape};
    use crate::layout::Layout;
    use bellglass_wire::spec::{Accelerator, Added, MachineSpec};

    const GOLDEN: &str = include_str!("../../../../wire/golden/machine-spec.qemu.json");

    #[test]
    fn what_is_added_is_one_device_behind_the_shares() {
        assert!(!line(true).join(" ").contains("tag=added"));
        let mut spec = MachineSpec::parse(GOLDEN.as_bytes()).unwrap();
        let one = |path: &str| Added {
            path: path.into(),
            read_only: true,
        };
        spec.added = vec![one("/a"), one("/b")];
        let sockets = Sockets {
            agent: 7,
            shares: vec![8, 9, 10],
        };
        let text = all(&spec, Accelerator::Tcg, &Layout::new(&spec), true, &sockets).join(" ");
        assert!(text.contains("socket,id=share2,fd=10"), "{text}");
        assert_eq!(text.matches("chardev=share2,tag=added").count(), 1);
    }

    fn line(in_tree: bool) -> Vec<String> {
        let mut spec = MachineSpec::parse(GOLDEN.as_bytes()).unwrap();
        spec.disks[0].path = "/a, b/id=x,file.locking=off\n\"q\"/größe".into();
        let sockets = Sockets {
            agent: 7,
            shares: vec![8, 9],
        };
        all(
            &spec,
            Accelerator::Tcg,
            &Layout::new(&spec),
            in_tree,
            &sockets,
        )
    }

    #[test]
    fn commas_are_doubled() {
        assert_eq!(escape("a,b,,c"), "a,,b,,,,c");
    }

    #[test]
    fn a_path_cannot_add_options() {
        let disk = "driver=file,node-name=disk0,read-only=off,discard=unmap,\
                    filename=/a,, b/id=x,,file.locking=off\n\"q\"/größe";
        assert!(line(false).contains(&disk.to_string()), "{:?}", line(false));
    }

    #[test]
    fn a_full_host_disk_is_the_guests_to_hear_of_and_freed_memory_the_hosts() {
        let text = line(true).join(" ");
        assert!(
            text.contains("drive=disk0,serial=data,werror=report,rerror=report"),
            "{text}"
        );
        assert!(
            text.contains("virtio-balloon-device,free-page-reporting=on"),
            "{text}"
        );
    }

    #[test]
    fn in_the_tree_no_name_of_the_users_is_on_the_line() {
        let text = line(true).join(" ");
        assert!(!text.contains("größe") && !text.contains("alice"), "{text}");
        assert!(text.contains("filename=/disks/0"), "{text}");
    }

    #[test]
    fn there_is_no_network_device_and_no_path_for_a_socket() {
        let text = line(false).join(" ");
        assert!(!text.contains("net") && !text.contains("path="), "{text}");
        assert!(
            text.contains("socket,id=agent,fd=7,server=on,wait=off"),
            "{text}"
        );
        assert!(
            text.contains("virtserialport,chardev=agent,name=agent"),
            "{text}"
        );
    }
}
