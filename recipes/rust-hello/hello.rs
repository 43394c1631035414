// Uses the standard library, so that it must be linked right.

fn main() {
    let squares: Vec<u64> = (1..=4).map(|number| number * number).collect();
    println!("the squares up to {}: {squares:?}", squares.len());
}
