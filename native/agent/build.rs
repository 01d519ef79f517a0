//! Links the agent at a fixed address: relocating a static-pie costs 30 ms an exec under emulation.

fn main() {
    // Cargo has no relocation model per package. The compiler's `-static-pie` stands before these, and the last one holds.
    println!("cargo:rustc-link-arg-bins=-no-pie");
    println!("cargo:rustc-link-arg-bins=-static");
    println!("cargo:rerun-if-changed=build.rs");
}
