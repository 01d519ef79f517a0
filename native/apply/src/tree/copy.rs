use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use rustix::fs::{SeekFrom as Part, ioctl_ficlone, seek};
use rustix::io::Errno;

/// Copies the whole of `from` into the empty file `to`: shared where the file system can, and holes stay holes.
///
/// # Errors
/// When one cannot be read, or the other not be written.
pub fn copy_sparse(from: &File, to: &File) -> io::Result<()> {
    if ioctl_ficlone(to, from).is_ok() {
        return Ok(());
    }
    let size = from.metadata()?.len();
    let mut at = 0;
    while at < size {
        let data = match seek(from, Part::Data(at)) {
            Ok(data) => data,
            // Nothing but a hole follows.
            Err(Errno::NXIO) => break,
            // A file system that does not know of holes.
            Err(Errno::INVAL | Errno::OPNOTSUPP) => return copy_part(from, to, at, size),
            Err(error) => return Err(error.into()),
        };
        let end = seek(from, Part::Hole(data))?.min(size);
        copy_part(from, to, data, end)?;
        at = end;
    }
    if to.metadata()?.len() < size {
        to.set_len(size)?;
    }
    Ok(())
}

fn copy_part(mut from: &File, mut to: &File, start: u64, end: u64) -> io::Result<()> {
    from.seek(SeekFrom::Start(start))?;
    to.seek(SeekFrom::Start(start))?;
    let length = end.saturating_sub(start);
    match io::copy(&mut from.take(length), &mut to)? == length {
        true => Ok(()),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{FileExt, MetadataExt};

    fn copied(fill: impl Fn(&File)) -> (Vec<u8>, Vec<u8>, u64) {
        let (from, to) = (tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap());
        fill(&from);
        copy_sparse(&from, &to).unwrap();
        let read = |file: &File| {
            let mut bytes = vec![0; file.metadata().unwrap().len().try_into().unwrap()];
            file.read_exact_at(&mut bytes, 0).unwrap();
            bytes
        };
        (read(&from), read(&to), to.metadata().unwrap().blocks())
    }

    #[test]
    fn bytes_come_over_and_holes_stay_holes() {
        let (old, new, blocks) = copied(|file| {
            file.write_all_at(b"start", 0).unwrap();
            file.write_all_at(b"middle", 8 << 20).unwrap();
            file.set_len(16 << 20).unwrap();
        });
        assert!(old == new);
        assert!(blocks * 512 < 1 << 20, "{blocks} blocks");
    }

    #[test]
    fn an_empty_file_and_one_of_nothing_but_a_hole_keep_their_size() {
        let (old, new, _) = copied(|_| {});
        assert!(old.is_empty() && new.is_empty());
        let (old, new, blocks) = copied(|file| file.set_len(1 << 20).unwrap());
        assert!(old == new && blocks == 0);
    }

    #[test]
    fn a_full_file_comes_over_whole() {
        let bytes: Vec<u8> = (0..3_000_017_u32).map(|at| (at % 251) as u8).collect();
        let (_, new, _) = copied(|file| file.write_all_at(&bytes, 0).unwrap());
        assert!(new == bytes);
    }
}
