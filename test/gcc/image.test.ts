// The toolchain image: podman builds a C++ program upon it without a network, and runs that. Needs gcc 13 built in the
// default state folder.

import { expect, test } from "vitest";
import { called, canBuild, saidUpon } from "../image/podman.ts";

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
  const instruction = "g++ -O2 -static -o /work/program /work/sum.cc";
  expect(saidUpon("toolchain-c", { name: "sum.cc", text: PROGRAM }, instruction, skip)).toBe("55\n");
});
