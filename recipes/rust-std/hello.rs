//! Threads, a panic that is caught, the heap, formatting, the environment: each by another part of the library.
use std::collections::BTreeMap;
use std::sync::mpsc::channel;

fn main() {
    let (send, receive) = channel();
    let threads: Vec<_> = (0..4u64)
        .map(|number| {
            let send = send.clone();
            std::thread::spawn(move || send.send((number, number.pow(7))).unwrap())
        })
        .collect();
    drop(send);
    let powers: BTreeMap<u64, u64> = receive.into_iter().collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(powers[&3], 2187);

    std::panic::set_hook(Box::new(|_| ()));
    let caught = std::panic::catch_unwind(|| powers[&9]);
    assert!(caught.is_err());
    println!("{:?} {:.3} {}", powers, 2f64.sqrt(), std::env::args().count());
}
