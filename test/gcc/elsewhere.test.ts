// docs/CHAIN.md tells how to use the chain's compilers on a machine as it is: that part is run as it stands, those of
// clang and of Rust where these are built.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { home, project } from "../chain/source.ts";
import { trees } from "../faults/fromseed.ts";
import { scratchDirectory } from "../scratch.ts";
import { runShown } from "../shown-commands.ts";

const page = readFileSync(join(project, "docs/CHAIN.md"), "utf8");
const part = /^## To use the compilers\n([^]*?)(^With clang[^]*?)(^With rustc[^]*?)^## /m.exec(page);
const built = (...stages: string[]): boolean =>
  stages.every((stage) => /^[0-9a-f]{64}$/.test(trees(home, stage).get(stage)!));

test("gcc, clang with lld, and rustc with cargo compile what runs here", { timeout: 900_000 }, ({ skip }) => {
  skip(!built("musl", "gcc-13-2", "binutils"), "gcc 13 is not built here");
  const [, gcc, clang, rust] = part!;
  const shown = [
    gcc!,
    ...(built("lld", "clang") ? [clang!] : []),
    ...(built("busybox", "rust-std-2", "rustc-2", "cargo") ? [rust!] : []),
  ].join("");
  expect(runShown(shown, scratchDirectory(), { FROMSEED_HOME: home }, 6)).toBeUndefined();
});
