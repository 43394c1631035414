// Random expressions, compiled by cc0 in a program that prints their values, against their model.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { buildCc0, run } from "./build.ts";
import { many, printed, program } from "./expressions.ts";
import { tries } from "../extent.ts";
import { scratchDirectory } from "../scratch.ts";

const directory = scratchDirectory();
const cc0 = buildCc0();

test("random expressions have the model's values", () => {
  const source = join(directory, "random.c");
  const output = join(directory, "random");
  fc.assert(
    fc.property(many, (expressions) => {
      writeFileSync(source, program(expressions), "latin1");
      expect(run(cc0, [output, source], directory)).toMatchObject({ code: 0, stderr: "" });
      expect(run(output, [], directory)).toMatchObject({ code: 0, stdout: printed(expressions) });
    }),
    tries(60),
  );
});
