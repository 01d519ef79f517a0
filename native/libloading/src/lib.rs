//! A stand-in for `libloading` that loads nothing.
//!
//! libkrun asks for `libkrunfw.so.5` whatever kernel is set. In a static program that would map the host's C library
//! beside our own; here every load fails, and the kernel comes from a file. Only what libkrun 1.19.7 names is here.

use std::convert::Infallible;
use std::ffi::OsStr;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

/// Why a library was not loaded.
#[derive(Debug)]
pub enum Error {
    /// The only answer there is.
    DlOpenUnknown,
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("this program loads no libraries")
    }
}

impl std::error::Error for Error {}

/// A library, of which there can be none.
#[derive(Debug)]
pub struct Library(Infallible);

impl Library {
    /// Refuses.
    ///
    /// # Safety
    /// It is `unsafe` only because the original is; it does nothing.
    ///
    /// # Errors
    /// Always [`Error::DlOpenUnknown`].
    pub unsafe fn new<P: AsRef<OsStr>>(_name: P) -> Result<Self, Error> {
        Err(Error::DlOpenUnknown)
    }

    /// Cannot be called, since there is no library.
    ///
    /// # Safety
    /// As for [`Library::new`].
    ///
    /// # Errors
    /// None; it never runs.
    pub unsafe fn get<T>(&self, _symbol: &[u8]) -> Result<Symbol<'_, T>, Error> {
        match self.0 {}
    }
}

/// A symbol, of which there can be none.
#[derive(Debug)]
pub struct Symbol<'lib, T>(Infallible, PhantomData<&'lib T>);

impl<T> Deref for Symbol<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self.0 {}
    }
}

#[cfg(test)]
mod tests {
    use super::{Error, Library};

    #[test]
    fn the_c_library_itself_is_not_loaded() {
        // SAFETY: it loads nothing.
        let answer = unsafe { Library::new("libc.so.6") };
        assert!(matches!(answer, Err(Error::DlOpenUnknown)));
    }
}
