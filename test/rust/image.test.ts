// The image of Rust's toolchain: podman builds a package upon it without a network, and runs that. Only in
// `npm run test:chain`, as what it needs is built there.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { call } from "../faults/fromseed.ts";
import { called, canBuild, Podman } from "../image/podman.ts";
import { scratchDirectory } from "../scratch.ts";

const PROGRAM = `use std::thread;

fn main() {
    let sums = [1..=5, 6..=10].map(|numbers| thread::spawn(|| numbers.sum::<i32>()));
    println!("{}", sums.map(|sum| sum.join().unwrap()).iter().sum::<i32>());
}
`;

const INSTRUCTION = `cargo new --quiet --vcs none --name program /work/package && \\
  cp /work/main.rs /work/package/src && cargo install --quiet --offline --path /work/package --root /work && \\
  mv /work/bin/program /work/program && rustc --version`;

const title = "a package of Rust by the image toolchain-rust";
const wanted = process.env["FROMSEED_CHAIN"] === "yes";
const named = wanted ? called(title) : `${title} (skipped: it is in npm run test:chain)`;

test.skipIf(!wanted || !canBuild)(named, { timeout: 900_000 }, ({ skip }) => {
  const root = scratchDirectory();
  const tar = join(root, "toolchain-rust.tar");
  const exported = call(["export", "toolchain-rust", "--oci", tar, "--json"]);
  skip(exported.status !== 0, "rustc and cargo are not built here");
  const { image } = JSON.parse(exported.stdout) as { image: string };
  mkdirSync(join(root, "podman"));
  const podman = new Podman(join(root, "podman"));
  podman.run("load", "--quiet", "--input", tar);
  const built = podman.built(image, { name: "main.rs", text: PROGRAM }, INSTRUCTION);
  skip("unable" in built, "unable" in built ? `no container runs here: ${built.unable}` : "");
  expect(built).toEqual({ said: "55\n" });
});
