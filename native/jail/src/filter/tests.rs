use super::{For, rules};

const ALL: [For; 7] = [
    For::Libkrun,
    For::Qemu,
    For::Virtiofsd,
    For::Supervisor,
    For::Snapshot,
    For::Watch,
    For::Apply,
];

#[test]
fn no_list_has_a_way_out() {
    for whose in ALL {
        for call in [
            libc::SYS_connect,
            libc::SYS_socket,
            libc::SYS_bind,
            libc::SYS_kill,
            libc::SYS_ptrace,
            libc::SYS_mount,
            libc::SYS_umount2,
            libc::SYS_setns,
            libc::SYS_bpf,
            libc::SYS_io_uring_setup,
            libc::SYS_process_vm_writev,
            libc::SYS_open_by_handle_at,
            libc::SYS_fork,
            libc::SYS_vfork,
            libc::SYS_execveat,
        ] {
            assert!(!rules(whose).has(call), "{whose:?} allows call {call}");
        }
    }
}

#[test]
fn only_qemu_may_execute_a_program() {
    for whose in ALL {
        assert_eq!(rules(whose).has(libc::SYS_execve), whose == For::Qemu);
    }
}

#[test]
fn every_list_compiles() {
    for whose in ALL {
        let programs = rules(whose).compile(seccompiler::SeccompAction::KillProcess);
        assert!(programs.is_ok(), "{whose:?}");
    }
}
