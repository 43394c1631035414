//! What can be compiled without a library: the traits that the language itself knows, and a function.
#![feature(lang_items, no_core)]
#![allow(internal_features)]
#![no_core]

#[lang = "pointee_sized"]
trait PointeeSized {}
#[lang = "meta_sized"]
trait MetaSized: PointeeSized {}
#[lang = "sized"]
trait Sized: MetaSized {}
#[lang = "copy"]
trait Copy {}
impl Copy for i32 {}

#[unsafe(no_mangle)]
pub extern "C" fn seven() -> i32 {
    7
}
