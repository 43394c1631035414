// What trees rest on, against asking each assignment of honest and lying roots anew; and what ways have in common.

import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256, type Sha256 } from "../../src/bytes/sha256.ts";
import type { Bridge } from "../../src/model/manifest.ts";
import type { Machine } from "../../src/model/observation.ts";
import { inCommon } from "../../src/ways/common.ts";
import { formulaText, restsOn } from "../../src/ways/formula.ts";
import { Roots } from "../../src/ways/root.ts";
import { otherTrees } from "../../src/ways/same-work.ts";
import type { Builder, Way } from "../../src/ways/way.ts";
import { restsSentence, rootNames, ruleText } from "../../src/ways/words.ts";

const bridge = (name: string, more: Partial<Bridge> = {}): Bridge =>
  ({
    type: "bridge",
    name,
    size: 1,
    why: "no other",
    standsFor: "another",
    until: "there is one",
    lineage: [],
    tree: sha256(name),
    ...more,
  }) as Bridge;
const here: Builder = { type: "here" };
const by = (name: string): Builder => ({ type: "other", name });

function way(tree: string, uses: readonly string[], bridges: readonly Bridge[], more: Partial<Way> = {}): Way {
  return {
    stage: tree,
    key: sha256(`${tree} ${uses} ${bridges.map(({ name }) => name)}`),
    tree: sha256(tree),
    uses: uses.map((stage) => ({ stage, tree: sha256(stage) })),
    opaque: bridges,
    work: sha256(tree),
    by: [here],
    ...more,
  };
}

const nothing = () => undefined;

function told(ways: readonly Way[], target: string, files: ConstructorParameters<typeof Roots>[1] = nothing) {
  const roots = new Roots(ways, files);
  const rests = restsOn(ways, sha256(target), roots);
  return { formula: ruleText(rests, roots), says: restsSentence(rests, roots) };
}

const [a, b, c] = ["a", "b", "c"].map((name) => bridge(name)) as [Bridge, Bridge, Bridge];

test.each<[string, readonly Way[], string]>([
  ["one way", [way("t", [], [a])], "a"],
  ["two bridges that agree", [way("t", [], [a]), way("t", [], [b])], "a or b"],
  ["a way from source empties it", [way("t", [], [a]), way("t", ["s"], []), way("s", [], [])], "from source"],
  ["what both rest on stays", [way("t", ["u"], [a]), way("t", ["u"], [b]), way("u", [], [c])], "c and (a or b)"],
  [
    "ways within ways",
    [way("t", ["u"], [a]), way("u", [], [b]), way("u", [], [c]), way("t", [], [b])],
    "(a and c) or b",
  ],
  ["a compiler by itself adds nothing", [way("t", [], [a]), way("t", ["t"], [])], "a"],
  ["two that build each other add nothing", [way("t", ["u"], []), way("u", ["t"], []), way("u", [], [b])], "b"],
  ["only itself", [way("t", ["t"], [])], "the tree of t"],
  ["what nobody knows", [way("t", ["u"], [])], "the tree of u"],
  ["the word of another", [way("t", [], [a], { by: [by("bob")] })], "a and the word of bob"],
  ["the word of two", [way("t", [], [], { by: [by("bob"), by("carol")] })], "the word of bob or the word of carol"],
  ["built here too", [way("t", [], [a], { by: [by("bob"), here] })], "a"],
])("%s", (_, ways, formula) => {
  expect(told(ways, "t").formula).toBe(formula);
});

test("a binary in another wrapping is the same bridge; one that two hold is a root of its own", () => {
  const ways = [way("t", [], [a]), way("t", [], [b])];
  const [program, library, other] = ["program", "library", "other"].map((text) => sha256(text));
  const holding = (files: Readonly<Record<string, readonly (Sha256 | undefined)[]>>) => (input: Bridge) =>
    new Map(files[input.name]!.map((digest) => [digest!, 1]));
  expect(told(ways, "t", holding({ a: [program, library], b: [library, program] })).formula).toBe("a");
  expect(told(ways, "t", holding({ a: [program, library], b: [other, library] })).formula).toBe(
    "what a and b share and (a or b)",
  );
  expect(told(ways, "t", holding({ a: [program], b: [other] })).formula).toBe("a or b");
  expect(new Roots(ways, nothing).unseen).toEqual(["a", "b"]);
});

test("the sentences", () => {
  expect(told([way("t", [], [a]), way("t", [], [b])], "t").says).toBe(
    "For it to be what its sources say, at least one of {a} and {b} must be honest: none of its ways is from source.",
  );
  expect(told([way("t", [], [a, b])], "t").says).toBe("For it to be what its sources say, a and b must be honest.");
  expect(told([way("t", [], [])], "t").says).toContain("comes from source");
  expect(told([], "t").says).toBe("Nothing is known of how it came about.");
});

test("two roots of one name are told apart", () => {
  const ways = [way("t", [], [a]), way("t", [], [bridge("a", { tree: sha256("another") } as Partial<Bridge>)])];
  const roots = new Roots(ways, nothing);
  const names = [...rootNames(restsOn(ways, sha256("t"), roots), roots).values()];
  expect(names.sort()).toEqual([`a ${sha256("a").slice(0, 12)}`, `a ${sha256("another").slice(0, 12)}`].sort());
});

test("common is what each way has somewhere, and each of its builders", () => {
  const machine = (kernel: string): Machine => ({
    ...{ vendor: "v", model: "m", distribution: "d", cores: 2, executor: "bubblewrap" },
    ...{ fromseed: sha256("f"), node: "v24", kernel },
  });
  const onKernel = (kernel: string): Builder => ({ type: "here", machine: machine(kernel) });
  const first = bridge("a", { lineage: ["the makers", "old"] });
  const second = bridge("b", { lineage: ["the makers"] });
  const facts = (ways: readonly Way[]) =>
    inCommon(ways, sha256("t"), new Roots(ways, nothing)).map(({ what, value }) => `${what} ${value}`);
  const ways = [
    way("t", ["u"], [], { by: [onKernel("1")] }),
    way("u", [], [first], { by: [onKernel("2")] }),
    way("t", [], [second], { by: [onKernel("2")] }),
  ];
  expect(facts(ways)).toEqual([
    ...["lineage the makers", "person you", "kernel 2", "processor m", "node v24", "sandbox bubblewrap"],
  ]);
  // Bob, on another kernel, built one of them too: neither that kernel nor this home is in all of it any more.
  const also: Builder = { type: "other", name: "bob", machine: machine("3") };
  expect(facts([ways[0]!, ways[1]!, { ...ways[2]!, by: [onKernel("2"), also] }])).toEqual([
    ...["lineage the makers", "processor m", "node v24", "sandbox bubblewrap"],
  ]);
});

test("the same work that gives another tree is found, with the tools that differ", () => {
  const own = way("t", ["good", "libc"], []);
  const other = { ...way("marked", ["bad", "libc"], []), work: own.work };
  expect(otherTrees([own, other, way("x", [], [])], sha256("t"))).toEqual([
    { way: other, beside: own, tools: [{ other: "bad", own: "good" }] },
  ]);
});

const NAMES = ["t", "u", "v", "w"];
const BRIDGES = ["a", "b", "c", "d"].map((name) => bridge(name));
const anyWay = fc
  .record({
    tree: fc.constantFrom(...NAMES),
    uses: fc.subarray(NAMES, { maxLength: 2 }),
    opaque: fc.subarray(BRIDGES, { maxLength: 2 }),
  })
  .map(({ tree, uses, opaque }) => way(tree, uses, opaque));

test("whatever roots are honest, a formula says what following the ways says", () => {
  fc.assert(
    fc.property(fc.array(anyWay, { maxLength: 8 }), fc.subarray(BRIDGES), (ways, honest) => {
      const roots = new Roots(ways, nothing);
      const { alternatives, cut } = restsOn(ways, sha256("t"), roots);
      expect(cut).toBe(false);
      const ids = new Set(honest.map((each) => `tree ${"tree" in each ? each.tree : ""}`));
      // Good is a tree of which some way has honest roots and good tools; of one without ways nothing is known.
      const good = new Set<Sha256>();
      for (let changed = true; changed; ) {
        changed = false;
        for (const each of ways)
          if (
            !good.has(each.tree) &&
            each.uses.every(({ tree }) => good.has(tree)) &&
            each.opaque.every((input) => honest.includes(input as Bridge))
          ) {
            good.add(each.tree);
            changed = true;
          }
      }
      expect(alternatives.some((each) => each.isSubsetOf(ids))).toBe(good.has(sha256("t")));
      expect(formulaText({ alternatives }, (id) => id)).not.toBe("");
    }),
  );
});
