use super::weaker;
use bellglass_wire::spec::{Wall, WallName, WallState};

const ALL: [WallName; 7] = [
    WallName::Session,
    WallName::Rlimits,
    WallName::Descriptors,
    WallName::MountNamespace,
    WallName::NoNewPrivs,
    WallName::Landlock,
    WallName::Seccomp,
];

fn wall(wall: WallName, state: WallState, detail: &str) -> Wall {
    Wall {
        wall,
        state,
        detail: detail.into(),
    }
}

fn all(state: WallState, detail: &str) -> Vec<Wall> {
    ALL.map(|name| wall(name, state, detail)).to_vec()
}

#[test]
fn without_servers_the_walls_are_the_hypervisors() {
    let walls = all(WallState::Up, "as said");
    assert_eq!(weaker(walls.clone(), &[]), walls);
}

#[test]
fn a_server_behind_the_same_walls_changes_nothing() {
    let walls = all(WallState::Up, "the hypervisor's");
    let server = all(WallState::Up, "the server's");
    assert_eq!(weaker(walls.clone(), &[server]), walls);
}

#[test]
fn the_weaker_of_two_states_is_told_with_whose_it_is() {
    use WallState::{Audit, Missing, Up};
    let table = [
        (Up, Missing, Missing, "virtiofsd: s"),
        (Up, Audit, Audit, "virtiofsd: s"),
        (Audit, Missing, Missing, "virtiofsd: s"),
        (Audit, Up, Audit, "h"),
        (Missing, Up, Missing, "h"),
        (Missing, Audit, Missing, "h"),
        (Missing, Missing, Missing, "h"),
    ];
    for (hypervisor, server, state, detail) in table {
        let told = weaker(
            vec![wall(WallName::Landlock, hypervisor, "h")],
            &[vec![wall(WallName::Landlock, server, "s")]],
        );
        assert_eq!(told, [wall(WallName::Landlock, state, detail)]);
    }
}

#[test]
fn the_weakest_of_several_servers_counts() {
    let mut second = all(WallState::Up, "s");
    second[3] = wall(
        WallName::MountNamespace,
        WallState::Missing,
        "unshare: EPERM",
    );
    let servers = [all(WallState::Up, "s"), second, all(WallState::Up, "s")];
    let told = weaker(all(WallState::Up, "h"), &servers);
    for (index, found) in told.iter().enumerate() {
        let wanted = match index {
            3 => (WallState::Missing, "virtiofsd: unshare: EPERM"),
            _ => (WallState::Up, "h"),
        };
        assert_eq!((found.state, found.detail.as_str()), wanted, "{found:?}");
    }
}

#[test]
fn a_server_that_said_nothing_counts_as_one_without_walls() {
    for found in weaker(all(WallState::Up, "h"), &[Vec::new()]) {
        let wanted = match found.wall {
            WallName::Session => (WallState::Up, "h"),
            _ => (WallState::Missing, "virtiofsd: nothing was reported"),
        };
        assert_eq!((found.state, found.detail.as_str()), wanted);
    }
}
