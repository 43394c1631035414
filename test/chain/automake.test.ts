// The small part of automake's language that recipes read, recipes/gcc-13/common/runtime/automake.awk: conditions chosen
// by given values, comments dropped, and a stop where there is no value.

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { scratchDirectory } from "../scratch.ts";
import { project } from "./source.ts";

const directory = scratchDirectory();
const program = join(project, "recipes/gcc-13/common/runtime/automake.awk");

/** What awk makes of an automake file, with A chosen and B not. */
function read(text: string): { code: number | null; stdout: string; stderr: string } {
  writeFileSync(join(directory, "conditions"), "# reasons\n\nA=yes\nB=no\n");
  writeFileSync(join(directory, "Makefile.am"), text);
  const { status, stdout, stderr } = spawnSync("awk", ["-f", program, "conditions", "Makefile.am"], {
    cwd: directory,
    encoding: "utf8",
  });
  return { code: status, stdout, stderr };
}

describe("an automake file as a makefile", () => {
  test.each([
    ["a condition that holds", "if A\nx\nelse\ny\nendif\nz\n", "x\nz\n"],
    ["one that does not", "if B\nx\nelse\ny\nendif\nz\n", "y\nz\n"],
    ["a negated one, named again at its end", "if !A\nx\nelse A\ny\nendif A\n", "y\n"],
    ["conditions within what is chosen", "if A\nif B\nx\nelse\ny\nendif\nz\nendif\n", "y\nz\n"],
    ["conditions within what is not", "if B\nif A\nx\nelse\ny\nendif\nz\nelse\nw\nendif\n", "w\n"],
    ["automake's own comments", "## gone\n# stays\n", "# stays\n"],
    ["a recipe's words that look like conditions", "all:\n\tif A; then x; fi\n", "all:\n\tif A; then x; fi\n"],
    ["the fragment", "include $(top_srcdir)/fragment.am\n", "include $(top_builddir)/fragment.mk\n"],
  ])("%s", (_, text, result) => {
    expect(read(text)).toEqual({ code: 0, stdout: result, stderr: "" });
  });

  test("a condition without a value stops, with its place", () => {
    expect(read("x\nif C\ny\nendif\n")).toMatchObject({
      code: 1,
      stderr: "Makefile.am:2: no value for the condition C\n",
    });
  });
});
