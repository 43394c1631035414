// The stage key: its literal text, what changes it, what must not, and that its explanation names what changed.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { explainKey } from "../../src/graph/explain.ts";
import { stageKey, type KeyInputs } from "../../src/graph/key.ts";
import type { Source, Stage } from "../../src/model/recipe.ts";
import { nowhere, stageNamed } from "../engine/stages.ts";

const tree = sha256("tree");
const source: Source = {
  name: "musl",
  file: "musl_1.2.5.orig.tar.gz",
  size: 5,
  sha256: sha256("musl"),
  licence: "MIT",
  at: nowhere,
  places: [{ type: "debian", path: "pool/main/m/musl/musl_1.2.5.orig.tar.gz" }],
  unpack: { tree: sha256("musl tree"), strip: 1, keep: [], remove: [] },
};
const stage: Stage = stageNamed("libc", ["tinycc", "asm"], {
  proc: true,
  parallel: true,
  sources: [source],
  checks: [{ name: "runs", argv: ["/bin/hello"], directory: "/work", at: nowhere }],
  build: {
    type: "steps",
    steps: [{ name: "build", argv: ["/bin/sh", "-c", 'echo "a b"\n'], directory: "/src/musl", at: nowhere }],
  },
});
const inputs: KeyInputs = {
  architecture: "x86_64",
  contract: 1,
  environment: { PATH: "/bin", LC_ALL: "C" },
  uses: new Map([
    ["tinycc", tree],
    ["asm", sha256("asm")],
  ]),
  files: [
    { path: "recipes/musl/fix.patch", executable: false, sha256: sha256("patch") },
    { path: "bootstrap-seed/x", executable: true, sha256: sha256("x") },
  ],
};

describe("the key of a stage", () => {
  test("is the text that KEY.md describes", () => {
    expect(stageKey(stage, inputs).text).toBe(
      [
        "fromseed-key\t2",
        "architecture\tx86_64",
        "contract\t1",
        `use asm\t${sha256("asm")}`,
        `use tinycc\t${tree}`,
        `source musl\ttree ${sha256("musl tree")}`,
        `file "bootstrap-seed/x"\t755 ${sha256("x")}`,
        `file "recipes/musl/fix.patch"\t644 ${sha256("patch")}`,
        "build\tsteps",
        'environment LC_ALL\t"C"',
        'environment PATH\t"/bin"',
        "proc\tyes",
        "parallel\tyes",
        'step 1\t"/src/musl" ["/bin/sh","-c","echo \\"a b\\"\\n"]',
        'check 1\t"/work" ["/bin/hello"]',
        'output 1\t"bin/"',
        "",
      ].join("\n"),
    );
    expect(stageKey(stage, inputs).sha256).toBe(sha256(stageKey(stage, inputs).text));
  });

  const recipe = (change: Partial<Stage["recipe"]>): Stage => ({ ...stage, recipe: { ...stage.recipe, ...change } });
  test.each<[string, Stage]>([
    [
      "a bridge",
      recipe({
        sources: [{ ...source, bridge: { why: "no other", standsFor: "an older one", until: "it is", lineage: [] } }],
      }),
    ],
    [
      "a mirror",
      recipe({ sources: [{ ...source, places: [{ type: "url", url: "http://example.invalid/musl.tar.gz" }] }] }),
    ],
    [
      "the packed file of an unpacked source",
      recipe({ sources: [{ ...source, sha256: sha256("repacked"), file: "musl.tar.xz" }] }),
    ],
    ["limits", recipe({ limits: { seconds: 1, memory: 1, processes: 1, disk: 1 } })],
    ["what the recipe says about itself", recipe({ about: "another", version: "2" })],
    [
      "a step's name",
      recipe({
        build: {
          type: "steps",
          steps: [{ ...(stage.recipe.build as { steps: Stage["recipe"]["checks"] }).steps[0]!, name: "compile" }],
        },
      }),
    ],
    ["the order of what is used", { ...stage, uses: stage.uses.toReversed() }],
  ])("does not depend on %s", (_, changed) => {
    expect(stageKey(changed, inputs).sha256).toBe(stageKey(stage, inputs).sha256);
  });

  test("does not depend on the file name of a source, nor does the path that the steps see", () => {
    const { unpack: _, ...plain } = source;
    const renamed = recipe({ sources: [{ ...plain, file: "another" }] });
    expect(stageKey(renamed, inputs).sha256).toBe(stageKey(recipe({ sources: [plain] }), inputs).sha256);
  });

  test.each<[string, Stage, KeyInputs, string[]]>([
    ["a used tree", stage, { ...inputs, uses: new Map([...inputs.uses, ["asm", tree]]) }, ["use asm"]],
    [
      "a local file",
      stage,
      { ...inputs, files: inputs.files.map((file) => ({ ...file, sha256: tree })) },
      ['file "bootstrap-seed/x"', 'file "recipes/musl/fix.patch"'],
    ],
    [
      "a file's mode",
      stage,
      { ...inputs, files: inputs.files.map((file) => ({ ...file, executable: true })) },
      ['file "recipes/musl/fix.patch"'],
    ],
    ["the environment", stage, { ...inputs, environment: { PATH: "/bin" } }, ["environment LC_ALL"]],
    ["the contract", stage, { ...inputs, contract: 2 }, ["contract"]],
    [
      "an unpacked source",
      recipe({ sources: [{ ...source, unpack: { ...source.unpack!, tree } }] }),
      inputs,
      ["source musl"],
    ],
    ["/proc", recipe({ proc: false }), inputs, ["proc"]],
    ["a check", recipe({ checks: [] }), inputs, ["check 1"]],
  ])("changes with %s, and the explanation names it", (_, changed, with_, parts) => {
    const before = stageKey(stage, inputs);
    const after = stageKey(changed, with_);
    expect(after.sha256).not.toBe(before.sha256);
    expect(explainKey(before.text, after.text).map((change) => change.part)).toEqual(parts);
    expect(explainKey(after.text, after.text)).toEqual([]);
  });

  test("keeps every value on one line, whatever it holds", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (argv) => {
        const text = stageKey(
          recipe({ build: { type: "steps", steps: [{ name: "s", argv, directory: "/", at: nowhere }] } }),
          inputs,
        ).text;
        expect(text.split("\n").filter((line) => line.startsWith("step ")).length).toBe(1);
        expect(text.split("\n").length).toBe(17);
      }),
    );
  });
});
