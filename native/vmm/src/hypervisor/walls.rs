//! One report for a machine: each wall as it stands around the weakest of its processes.

use bellglass_wire::spec::{Wall, WallName, WallState};

/// The hypervisor's walls, each in the state of a file server's where that is weaker. A wall that servers have none of
/// (they are in the hypervisor's session) stays as it is.
pub fn weaker(hypervisor: Vec<Wall>, servers: &[Vec<Wall>]) -> Vec<Wall> {
    let meet = |wall: Wall| {
        let name = wall.wall;
        servers
            .iter()
            .filter_map(|walls| around_server(walls, name))
            .fold(wall, |weakest, other| {
                if rank(other.state) < rank(weakest.state) {
                    other
                } else {
                    weakest
                }
            })
    };
    hypervisor.into_iter().map(meet).collect()
}

fn around_server(walls: &[Wall], wall: WallName) -> Option<Wall> {
    let found = walls.iter().find(|found| found.wall == wall);
    let (state, detail) = match found {
        Some(found) => (found.state, found.detail.as_str()),
        None if wall == WallName::Session => return None,
        None => (WallState::Missing, "nothing was reported"),
    };
    Some(Wall {
        wall,
        state,
        detail: format!("virtiofsd: {detail}"),
    })
}

fn rank(state: WallState) -> u8 {
    match state {
        WallState::Missing => 0,
        WallState::Audit => 1,
        WallState::Up => 2,
    }
}

#[cfg(test)]
mod tests;
