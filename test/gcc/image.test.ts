// The toolchain image: podman builds a C++ program upon it without a network, and runs that. Needs gcc 13 built in the
// default state folder.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { call } from "../faults/fromseed.ts";
import { called, canBuild, Podman } from "../image/podman.ts";
import { scratchDirectory } from "../scratch.ts";

const PROGRAM = `#include <iostream>
#include <numeric>
#include <vector>
int main() {
  std::vector<int> numbers(10);
  std::iota(numbers.begin(), numbers.end(), 1);
  std::cout << std::accumulate(numbers.begin(), numbers.end(), 0) << std::endl;
}
`;

test.skipIf(!canBuild)(called("a C++ program by the image toolchain-c"), { timeout: 900_000 }, ({ skip }) => {
  const root = scratchDirectory();
  const tar = join(root, "toolchain-c.tar");
  const exported = call(["export", "toolchain-c", "--oci", tar, "--json"]);
  skip(exported.status !== 0, "gcc 13 is not built here");
  const { image } = JSON.parse(exported.stdout) as { image: string };
  mkdirSync(join(root, "podman"));
  const podman = new Podman(join(root, "podman"));
  podman.run("load", "--quiet", "--input", tar);
  const instruction = "g++ -O2 -static -o /work/program /work/sum.cc";
  const built = podman.built(image, { name: "sum.cc", text: PROGRAM }, instruction);
  skip("unable" in built, "unable" in built ? `no container runs here: ${built.unable}` : "");
  expect(built).toEqual({ said: "55\n" });
});
