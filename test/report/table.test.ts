import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { displayWidth } from "../../src/report/display-width.ts";
import { tableText } from "../../src/report/table.ts";

const titles = ["stage", "state", "tree", "size", "time"];
const rows = [
  ["seed", "built", sha256("seed"), "180 B", "4 ms"],
  ["assembler", "built", sha256("assembler"), "12.1 KiB", "3 min 05 s"],
  ["gcc", "missing", "", "", ""],
];

test.each([undefined, 80, 60, 40, 24, 12])("a table in %s columns is as recorded", async (width) => {
  await expect(tableText(titles, rows, width)).toMatchFileSnapshot(`golden/table-${width ?? "full"}.txt`);
});

test("a table fits any width, has a line for each row, and no control bytes", () => {
  const cell = fc.oneof(fc.string({ unit: "binary", maxLength: 30 }), fc.constant(sha256("x")), fc.constant("12 KiB"));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell, cell, cell), { maxLength: 8 }),
      fc.integer({ min: 1, max: 150 }),
      (cells, width) => {
        const text = tableText(["a", "b", "c", "d"], cells, width);
        const lines = text.split("\n");
        expect(lines.length).toBe(cells.length + 2);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        expect(text).not.toMatch(/[^\P{C}\n]/u);
      },
    ),
  );
});
