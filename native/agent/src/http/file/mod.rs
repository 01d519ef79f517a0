//! Endpoints of files. They act as root, on the guest's own tree.

#[cfg(test)]
mod change_tests;
mod lay_over;
#[cfg(test)]
mod lay_over_tests;
mod list;
mod make_directory;
#[cfg(test)]
mod name_tests;
mod read;
mod remove;
mod rename;
mod stat;
#[cfg(test)]
mod tests;
mod write;

pub use lay_over::lay_over;
pub use list::list;
pub use make_directory::make_directory;
pub use read::read;
pub use remove::remove;
pub use rename::rename;
pub use stat::stat;
pub use write::write;
