// docs/OWN-RECIPES.md once more, for a program in C++17 and by gcc 13 of the long chain, which is taken as it is in the
// state folder. Where it was not built here but taken, nobody could attest that it was.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { treeOf } from "../../src/store/listing.ts";
import { home } from "../chain/source.ts";
import { call } from "../faults/fromseed.ts";
import { scratchDirectory } from "../scratch.ts";
import { SOMEBODY } from "../git/somebody.ts";
import { runShown } from "../shown-commands.ts";

const program = `#include <iostream>
#include <map>
#include <string>

int main() {
  std::map<bool, long> lines;
  for (std::string line; std::getline(std::cin, line);) ++lines[line.empty()];
  std::cout << lines[false] + lines[true] << '\\n';
}
`;

const built = (stage: string): boolean =>
  (JSON.parse(call(["list", stage, "--json", "--home", home]).stdout) as { name: string; state: string }[]).some(
    ({ name, state }) => name === stage && state === "built",
  );

test("a program in C++, in its own repository, by gcc 13", { timeout: 3_600_000 }, ({ skip }) => {
  skip(!["gcc-13-2", "musl", "busybox", "binutils"].every(built), "gcc 13 is not built here");
  const { sha256: tree } = treeOf([
    { type: "file", path: "count.cc", executable: false, sha256: sha256(program), size: program.length },
  ]);
  const page = readFileSync(join(import.meta.dirname, "../../docs/OWN-RECIPES.md"), "utf8")
    .replaceAll("count.c", "count.cc")
    .replace(/(count\.cc <<'END'\n)[^]*?( {4}> END)/, (_, head: string, end: string) => {
      const lines = program.trimEnd().split("\n");
      return head + lines.map((line) => `    > ${line}\n`).join("") + end;
    })
    .replace(/tree: [0-9a-f]{64}/, `tree: ${tree}`)
    .replace("argv: [/bin/tcc, -static,", "argv: [/bin/g++, -std=c++17, -O2, -static,")
    .replace("uses: [fs-musl-tinycc, fs-busybox]", "uses: [fs-gcc-13-2, fs-musl, fs-busybox, fs-binutils]")
    .replaceAll("verify fs-musl-tinycc", "verify fs-gcc-13-2");
  expect(runShown(page, scratchDirectory(), { ...SOMEBODY, FROMSEED_HOME: home })).toBeUndefined();
});
