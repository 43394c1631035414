// The way from the seed to cc1 by interpretation, and with FROMSEED_TEST=all to tinycc and past it: every tree is the
// expected one, though no program is started.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkout, fromseedIn } from "../cli/in-process.ts";

const all = process.env["FROMSEED_TEST"] === "all";

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "fromseed-interpreted-"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const replay = (...words: string[]) => fromseedIn(checkout, home)("replay", "--interpreted", ...words);

test("every tree up to cc1 is the expected one", { timeout: 300_000 }, async () => {
  const { code, said } = await replay("cc1", "--offline", "--json");
  const { same, stages } = JSON.parse(said) as { same: boolean; stages: { stage: string; instructions: number }[] };
  expect({ code, same }).toEqual({ code: 0, same: true });
  expect(stages.map(({ stage }) => stage)).toEqual(["seed", "hex0", "linker", "asm", "cc0", "cc1"]);
  expect(stages.at(-1)!.instructions).toBeGreaterThan(5_000_000);
});

test("plain interpretation gives the same trees, and executes as many instructions", { timeout: 300_000 }, async () => {
  const [plain, compiled] = [await replay("asm", "--plain", "--json"), await replay("asm", "--json")];
  const instructions = ({ said }: { said: string }) =>
    (JSON.parse(said) as { stages: { tree: string; instructions: number }[] }).stages.map(
      (each) => `${each.tree} ${each.instructions}`,
    );
  expect(plain.code).toBe(0);
  expect(instructions(plain)).toEqual(instructions(compiled));
});

test("a step that executes too many instructions is stopped", async () => {
  const { code, said } = await replay("linker", "--most", "1000", "--plain");
  expect(code).toBe(1);
  expect(said).toContain('error: Cannot run step "assemble" (interpreted): it executed more than 1000 instructions');
});

test("without --interpreted it says what there is", async () => {
  const { code, said } = await fromseedIn(checkout, home)("replay", "asm");
  expect(code).toBe(2);
  expect(said).toContain("fromseed export --replay");
});

test.runIf(all)(
  "all of musl-tinycc is made; its check, which makes a thread, is where it ends",
  { timeout: 1_800_000 },
  async () => {
    const { code, said } = await replay("musl-tinycc");
    expect(code).toBe(1);
    expect(said.match(/ as expected /g)).toHaveLength(9);
    expect(said).toContain('Cannot run step "run" (interpreted): unknown instruction');
    expect(said).toMatch(/recipes\/musl-tinycc\/recipe.yaml:\d+:\d+\n +- name: run/);
    expect(said).toContain("until then its steps have made the tree that is expected, 87a7c880e4ab323c");
  },
);
