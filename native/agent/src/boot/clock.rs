//! The guest's clock.

use bellglass_wire::machine::Time;
use rustix::time::{ClockId, Timespec, clock_settime};

use crate::fault::Fault;

/// Steps the clock to the host's time.
pub fn set(time: Time) -> Result<(), Fault> {
    let time = Timespec {
        tv_sec: time.seconds,
        tv_nsec: time.nanoseconds.into(),
    };
    clock_settime(ClockId::Realtime, time).map_err(Fault::step("setting the clock"))
}
