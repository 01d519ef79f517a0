//! The requests that both libraries of file servers have, with the same names and the same words: judged in one place.

/// Makes `Hiding<F>`, a library's server `F` behind a [`Veil`](crate::Veil), and its `FileSystem`. @param attr the library's attributes
/// @param mode `st_mode` in them @param inode `st_ino` in them @param change what it is told to set of them @param rest what the library alone has
///
/// The library's own types are taken by their names from where this stands.
#[macro_export]
macro_rules! hiding {
    (attr: $attr:ty, mode: $mode:ident, inode: $inode:ident, change: $change:ty, { $($rest:tt)* }) => {
        /// Serves files by another server, but for what is hidden.
        pub(crate) struct Hiding<F> {
            files: F,
            veil: $crate::Veil,
        }

        impl<F: FileSystem<Inode = u64, Handle = u64>> Hiding<F> {
            /// Around a server of the judged directory.
            pub(crate) fn new(files: F, judge: ::std::sync::Arc<$crate::Judge>) -> Self {
                let veil = $crate::Veil::new(judge);
                Self { files, veil }
            }

            fn changing(&self, ctx: Context, parent: u64, name: &CStr) -> io::Result<$crate::Place> {
                let look = || self.lookup(ctx, parent, name).map(|entry| found(&entry));
                let forget = |inode| self.forget(ctx, inode, 1);
                self.veil.changing((parent, name), look, forget)
            }

            fn making(
                &self,
                ctx: Context,
                (parent, name): (u64, &CStr),
                make: impl FnOnce() -> io::Result<Entry>,
            ) -> io::Result<Entry> {
                let place = self.changing(ctx, parent, name)?;
                Ok(self.made(place, make()?))
            }

            fn made(&self, place: $crate::Place, mut entry: Entry) -> Entry {
                entry.attr.$mode = self.veil.made(place, found(&entry));
                entry
            }
        }

        fn found(entry: &Entry) -> $crate::Found {
            $crate::Found {
                node: entry.inode,
                inode: entry.attr.$inode,
                mode: entry.attr.$mode,
            }
        }

        type Opened = (Option<u64>, OpenOptions);

        impl<F: FileSystem<Inode = u64, Handle = u64>> FileSystem for Hiding<F> {
            type Inode = u64;
            type Handle = u64;

            // Those that begin with a handle, which nobody has to what is hidden, or concern no single file, need no look.
            $crate::pass! {
                fn flush(ctx: Context, inode: u64, handle: u64, lock_owner: u64) -> io::Result<()>;
                fn fsync(ctx: Context, inode: u64, datasync: bool, handle: u64) -> io::Result<()>;
                fn fallocate(ctx: Context, inode: u64, handle: u64, mode: u32, offset: u64, length: u64) -> io::Result<()>;
                fn release(ctx: Context, inode: u64, flags: u32, handle: u64, flush: bool, flock_release: bool, lock_owner: Option<u64>) -> io::Result<()>;
                fn statfs(ctx: Context, inode: u64) -> io::Result<::libc::statvfs64>;
                fn fsyncdir(ctx: Context, inode: u64, datasync: bool, handle: u64) -> io::Result<()>;
                fn releasedir(ctx: Context, inode: u64, flags: u32, handle: u64) -> io::Result<()>;
                fn lseek(ctx: Context, inode: u64, handle: u64, offset: u64, whence: u32) -> io::Result<u64>;
                fn copyfilerange(ctx: Context, inode_in: u64, handle_in: u64, offset_in: u64, inode_out: u64, handle_out: u64, offset_out: u64, len: u64, flags: u64) -> io::Result<usize>;
            }

            fn lookup(&self, ctx: Context, parent: u64, name: &CStr) -> io::Result<Entry> {
                let path = self.veil.path(parent, name)?;
                let mut entry = self.files.lookup(ctx, parent, name)?;
                entry.attr.$mode = self.veil.note(path, found(&entry));
                Ok(entry)
            }

            fn forget(&self, ctx: Context, inode: u64, count: u64) {
                self.veil.forget(inode, count);
                self.files.forget(ctx, inode, count);
            }

            fn batch_forget(&self, ctx: Context, requests: Vec<(u64, u64)>) {
                for (inode, count) in requests {
                    self.forget(ctx, inode, count);
                }
            }

            // The library forgets what was looked up, without a request for each.
            fn destroy(&self) {
                self.veil.clear();
                self.files.destroy();
            }

            fn getattr(&self, ctx: Context, inode: u64, handle: Option<u64>) -> io::Result<($attr, Duration)> {
                let (mut attr, timeout) = self.files.getattr(ctx, inode, handle)?;
                attr.$mode = self.veil.shown(inode, attr.$mode);
                Ok((attr, timeout))
            }

            fn setattr(&self, ctx: Context, inode: u64, change: $change, handle: Option<u64>, valid: SetattrValid) -> io::Result<($attr, Duration)> {
                self.veil.at_most(inode, $crate::Standing::Open)?;
                self.files.setattr(ctx, inode, change, handle, valid)
            }

            fn readlink(&self, ctx: Context, inode: u64) -> io::Result<Vec<u8>> {
                self.veil.at_most(inode, $crate::Standing::Guarded)?;
                self.files.readlink(ctx, inode)
            }

            fn symlink(&self, ctx: Context, target: &CStr, parent: u64, name: &CStr, extensions: Extensions) -> io::Result<Entry> {
                self.making(ctx, (parent, name), || self.files.symlink(ctx, target, parent, name, extensions))
            }

            fn mknod(&self, ctx: Context, parent: u64, name: &CStr, mode: u32, rdev: u32, umask: u32, extensions: Extensions) -> io::Result<Entry> {
                self.making(ctx, (parent, name), || self.files.mknod(ctx, parent, name, mode, rdev, umask, extensions))
            }

            fn mkdir(&self, ctx: Context, parent: u64, name: &CStr, mode: u32, umask: u32, extensions: Extensions) -> io::Result<Entry> {
                self.making(ctx, (parent, name), || self.files.mkdir(ctx, parent, name, mode, umask, extensions))
            }

            fn unlink(&self, ctx: Context, parent: u64, name: &CStr) -> io::Result<()> {
                self.changing(ctx, parent, name)?;
                self.files.unlink(ctx, parent, name)
            }

            fn rmdir(&self, ctx: Context, parent: u64, name: &CStr) -> io::Result<()> {
                self.changing(ctx, parent, name)?;
                self.files.rmdir(ctx, parent, name)
            }

            fn rename(&self, ctx: Context, olddir: u64, oldname: &CStr, newdir: u64, newname: &CStr, flags: u32) -> io::Result<()> {
                let from = self.changing(ctx, olddir, oldname)?;
                let to = self.changing(ctx, newdir, newname)?;
                self.veil.moving(&from, &to, flags)?;
                self.files.rename(ctx, olddir, oldname, newdir, newname, flags)?;
                self.veil.moved(&from, &to, flags);
                Ok(())
            }

            fn link(&self, ctx: Context, inode: u64, newparent: u64, newname: &CStr) -> io::Result<Entry> {
                self.veil.at_most(inode, $crate::Standing::Open)?;
                self.making(ctx, (newparent, newname), || self.files.link(ctx, inode, newparent, newname))
            }

            fn open(&self, ctx: Context, inode: u64, kill_priv: bool, flags: u32) -> io::Result<Opened> {
                self.veil.opening(inode, flags)?;
                self.files.open(ctx, inode, kill_priv, flags)
            }

            fn create(&self, ctx: Context, parent: u64, name: &CStr, mode: u32, kill_priv: bool, flags: u32, umask: u32, extensions: Extensions) -> io::Result<(Entry, Option<u64>, OpenOptions)> {
                let place = self.changing(ctx, parent, name)?;
                let (entry, handle, options) = self.files.create(ctx, parent, name, mode, kill_priv, flags, umask, extensions)?;
                let entry = self.made(place, entry);
                // The host may have put a hidden file there meanwhile.
                if let Err(refused) = self.veil.at_most(entry.inode, $crate::Standing::Open) {
                    if let Some(handle) = handle {
                        self.files.release(ctx, entry.inode, 0, handle, false, false, None)?;
                    }
                    self.forget(ctx, entry.inode, 1);
                    return Err(refused);
                }
                Ok((entry, handle, options))
            }

            fn opendir(&self, ctx: Context, inode: u64, flags: u32) -> io::Result<Opened> {
                self.veil.at_most(inode, $crate::Standing::Guarded)?;
                self.files.opendir(ctx, inode, flags)
            }

            fn access(&self, ctx: Context, inode: u64, mask: u32) -> io::Result<()> {
                self.veil.at_most(inode, $crate::Standing::Guarded)?;
                self.files.access(ctx, inode, mask)
            }

            // A hidden file shows none: refused, a program that only lists it would complain.
            fn getxattr(&self, ctx: Context, inode: u64, name: &CStr, size: u32) -> io::Result<GetxattrReply> {
                match self.veil.standing(inode) {
                    $crate::Standing::Hidden => Err(io::Error::from_raw_os_error(::libc::ENODATA)),
                    _ => self.files.getxattr(ctx, inode, name, size),
                }
            }

            fn listxattr(&self, ctx: Context, inode: u64, size: u32) -> io::Result<ListxattrReply> {
                match (self.veil.standing(inode), size) {
                    ($crate::Standing::Hidden, 0) => Ok(ListxattrReply::Count(0)),
                    ($crate::Standing::Hidden, _) => Ok(ListxattrReply::Names(Vec::new())),
                    _ => self.files.listxattr(ctx, inode, size),
                }
            }

            fn removexattr(&self, ctx: Context, inode: u64, name: &CStr) -> io::Result<()> {
                self.veil.at_most(inode, $crate::Standing::Open)?;
                self.files.removexattr(ctx, inode, name)
            }

            $($rest)*
        }
    };
}

/// Requests that the server behind answers as they are.
#[macro_export]
macro_rules! pass {
    ($(fn $name:ident $(<$other:ident: $of:path $(, $and:path)?>)? ($($word:ident: $kind:ty),*) $(-> $answer:ty)?;)*) => {
        $(fn $name $(<$other: $of $(+ $and)?>)? (&self, $($word: $kind),*) $(-> $answer)? {
            self.files.$name($($word),*)
        })*
    };
}
