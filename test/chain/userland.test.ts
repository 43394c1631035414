// The chain beyond tinycc, as far as fits into a run of all tests: the C library, the shell, make, binutils, gcc 3 for C and
// C++, and what gcc 9 is linked with, by their pinned digests, in the default state folder, so that only the first run
// on a machine builds. Where no mirror can be reached, it says that it is skipped.

import { expect, test } from "vitest";
import { all } from "../extent.ts";
import { call } from "../faults/fromseed.ts";

const minutes = 60_000;

function fromseed(...words: string[]): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = call(words, { timeout: 25 * minutes });
  return { status, said: stdout + stderr };
}

test("from tinycc to all that gcc 9 needs, every tree is the pinned one", { timeout: 30 * minutes }, ({ skip }) => {
  if (!all) skip("only in ./fromseed test --all");
  const fetched = fromseed("fetch", "gcc-3", "mpc-gcc-3");
  if (fetched.status !== 0 && /cannot be reached|no answer within|stalled|answered \d/.test(fetched.said))
    skip("no mirror can be reached from here");
  expect(fetched).toMatchObject({ status: 0 });
  expect(fromseed("build", "gcc-3", "mpc-gcc-3")).toMatchObject({ status: 0 });
  expect(fromseed("verify", "gcc-3", "mpc-gcc-3", "--closure")).toMatchObject({ status: 0 });
  expect(fromseed("audit", "gcc-3", "mpc-gcc-3")).toMatchObject({ status: 0 });
});
