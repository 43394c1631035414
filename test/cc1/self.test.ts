// cc1 compiles itself, and the result compiles itself to the same bytes.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildWithGcc, gcc, here, joined, run, why } from "./build.ts";
import { scratchDirectory } from "../scratch.ts";

describe.skipIf(!gcc)(`cc1 compiled by cc1${why}`, () => {
  const directory = scratchDirectory();
  const byGcc = gcc ? buildWithGcc() : "";

  test("reaches its fixpoint at once", () => {
    writeFileSync(
      join(directory, "cc1.c"),
      "long syscall(long number, long a, long b, long c);\n" + joined().replace("long main(", "long cc1_main("),
    );
    const args = (out: string) => ["-o", out, join(here, "self-start.c"), "cc1.c"];
    expect(run(byGcc, args("first"), directory).stderr).toBe("");
    expect(run(join(directory, "first"), args("second"), directory).stderr).toBe("");
    expect(readFileSync(join(directory, "first")).equals(readFileSync(join(directory, "second")))).toBe(true);
  });
});
