// The image of Rust's toolchain: podman builds a package upon it without a network, and runs that. Only in
// `npm run test:chain`, as what it needs is built there.

import { expect, test } from "vitest";
import { chain, inChain } from "../extent.ts";
import { called, canBuild, saidUpon } from "../image/podman.ts";

const PROGRAM = `use std::thread;

fn main() {
    let sums = [1..=5, 6..=10].map(|numbers| thread::spawn(|| numbers.sum::<i32>()));
    println!("{}", sums.map(|sum| sum.join().unwrap()).iter().sum::<i32>());
}
`;

const INSTRUCTION = `cargo new --quiet --vcs none --name program /work/package && \\
  cp /work/main.rs /work/package/src && cargo install --quiet --offline --path /work/package --root /work && \\
  mv /work/bin/program /work/program && rustc --version`;

const title = called("a package of Rust by the image toolchain-rust");
test.skipIf(!chain || !canBuild)(inChain(title), { timeout: 900_000 }, ({ skip }) => {
  expect(saidUpon("toolchain-rust", { name: "main.rs", text: PROGRAM }, INSTRUCTION, skip)).toBe("55\n");
});
