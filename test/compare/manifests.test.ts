// Where differences begin, over two and three parties, with manifests and with digests only; and how that reads
// (golden/).

import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { differenceLines } from "../../src/compare/lines.ts";
import { compareManifests, type Comparison } from "../../src/compare/manifests.ts";
import type { Party } from "../../src/compare/party.ts";
import type { Manifest, UsedSource } from "../../src/model/manifest.ts";
import { chain, party, sums } from "./parties.ts";

function compare(...parties: Party[]): Comparison {
  const result = compareManifests(parties);
  if (!result.ok) throw new Error(result.failures.map((failure) => failure.message).join("\n"));
  return result.value;
}

/** stage -> its causes in short. */
function causes(comparison: Comparison): Record<string, string[]> {
  const short = comparison.stages
    .filter((stage) => stage.verdict === "differs")
    .map((stage) => [
      stage.stage,
      stage.causes.map(
        (cause) =>
          cause.type +
          (cause.type === "inherited" ? ` ${cause.from}` : cause.type === "origin" && !cause.certain ? "?" : ""),
      ),
    ]);
  return Object.fromEntries(short);
}

async function golden(name: string, comparison: Comparison): Promise<void> {
  await expect(differenceLines(comparison).join("\n") + "\n").toMatchFileSnapshot(`golden/${name}.txt`);
}

const OTHER_ASM = { asm: { files: { "bin/asm": "!asm with a date" } } };
const OTHER_CC = {
  cc: { files: { "bin/cc": "cc", "lib/libc.a": "Archive", "bin/c99": "-> ../bin/cc", "share/doc": "new" } },
};

describe("two parties", () => {
  test("that agree", async () => {
    const comparison = compare(chain("alice"), chain("bob"));
    expect(comparison).toMatchObject({ conclusion: "same", origins: [] });
    expect(comparison.stages.map((stage) => stage.stage)).toEqual(["hex0", "asm", "cc", "shell"]);
    await golden("two-same", comparison);
  });

  test("a difference begins in one stage, and what it holds is shown", async () => {
    const comparison = compare(chain("alice"), chain("bob", OTHER_CC));
    expect(comparison).toMatchObject({ conclusion: "conflict", origins: ["cc"] });
    expect(causes(comparison)).toEqual({ cc: ["origin"] });
    const { trees } = comparison.stages.find((stage) => stage.stage === "cc")!;
    expect(Object.fromEntries(trees!.difference.paths.map((path) => [path.path, path.aspects]))).toEqual({
      "bin/c99": ["target"],
      "bin/cc": ["mode"],
      "lib/libc.a": ["content"],
      "share/doc": ["presence"],
      tmp: ["presence"],
    });
    await golden("two-origin", comparison);
  });

  test("what merely inherits it is told apart", async () => {
    const comparison = compare(
      chain("alice"),
      chain("bob", {
        ...OTHER_ASM,
        cc: { files: { "bin/cc": "!cc by another asm" } },
        shell: { files: { "bin/sh": "!sh by another cc" } },
      }),
    );
    expect(causes(comparison)).toEqual({ asm: ["origin"], cc: ["inherited asm"], shell: ["inherited cc"] });
    expect(comparison.stages.filter((stage) => stage.trees !== undefined).map((stage) => stage.stage)).toEqual(["asm"]);
    await golden("two-inherited", comparison);
  });

  test("different inputs are told apart, with the part", async () => {
    const comparison = compare(
      chain("alice"),
      chain("bob", { cc: { sources: { cc: "cc-2" }, step: "gmake", files: { "bin/cc": "!cc-2" } } }),
    );
    expect(causes(comparison)).toEqual({ cc: ["inputs"] });
    expect(comparison.origins).toEqual([]);
    await golden("two-inputs", comparison);
  });

  test("other used stages are another input, not inherited", () => {
    const comparison = compare(
      chain("alice"),
      chain("bob", { cc: { uses: ["hex0"], files: { "bin/cc": "!another" } } }),
    );
    expect(causes(comparison)).toEqual({ cc: ["inputs"] });
  });

  test("two independent origins are both found", () => {
    const build = (name: string, a: string, b: string): Party =>
      party(name, { a: { files: { a } }, b: { files: { b } }, c: { uses: ["a", "b"], files: { c: a + b } } });
    const comparison = compare(build("alice", "1", "1"), build("bob", "2", "2"));
    expect(comparison.origins).toEqual(["a", "b"]);
    expect(causes(comparison)["c"]).toEqual(["inherited a,b"]);
  });

  test("an origin below an inherited difference stays hidden until that is settled", () => {
    const comparison = compare(chain("alice"), chain("bob", { ...OTHER_ASM, ...OTHER_CC }));
    expect(causes(comparison)).toEqual({ asm: ["origin"], cc: ["inherited asm"] });
  });

  test("an archive that was packed in another way is no difference, but is told", async () => {
    const archive = (content: string): UsedSource => ({
      name: "cc",
      type: "archive",
      file: `${content}.tar`,
      size: 1,
      sha256: sha256(content),
      unpacked: { strip: 1, keep: [], remove: [], unpacker: 1, tree: sha256("cc-1") },
    });
    const told = (name: string, content: string): Party => {
      const own = chain(name);
      const with_ = (manifest: Manifest): Manifest => ({ ...manifest, sources: [archive(content)] });
      return { ...own, manifests: own.manifests.map((each) => (each.stage === "cc" ? with_(each) : each)) };
    };
    expect(compare(told("alice", "a"), told("bob", "a")).stages.flatMap((stage) => stage.toldDifferently)).toEqual([]);
    const comparison = compare(told("alice", "a"), told("bob", "b"));
    expect(comparison.conclusion).toBe("same");
    expect(comparison.stages.find(({ stage }) => stage === "cc")!.toldDifferently).toEqual(["source cc"]);
    await golden("two-told-differently", comparison);
  });

  test("the same tree from different inputs is no difference", async () => {
    const comparison = compare(chain("alice"), chain("bob", { cc: { step: "gmake" } }));
    expect(comparison).toMatchObject({ conclusion: "same" });
    expect(comparison.stages.filter((stage) => stage.keysDiffer).map((stage) => stage.stage)).toEqual(["cc"]);
    await golden("two-other-key", comparison);
  });

  test("missing coverage is not a conflict, and a conflict is not missing coverage", async () => {
    const partial = compare(chain("alice"), chain("bob", {}, "shell"));
    expect(partial.conclusion).toBe("incomplete");
    expect(partial.stages.at(-1)).toMatchObject({ stage: "shell", verdict: "same", absent: ["bob"], causes: [] });
    await golden("two-incomplete", partial);
    expect(compare(chain("alice"), chain("bob", OTHER_ASM, "shell", "cc"))).toMatchObject({
      conclusion: "conflict",
      origins: ["asm"],
    });
  });
});

describe("three parties", () => {
  test("one differs from two", async () => {
    const comparison = compare(chain("alice"), chain("bob", OTHER_CC), chain("carol"));
    expect(comparison.stages.find((stage) => stage.stage === "cc")).toMatchObject({
      variants: [{ parties: ["alice", "carol"] }, { parties: ["bob"] }],
      causes: [{ type: "origin", certain: true, parties: ["alice", "bob", "carol"] }],
    });
    await golden("three-one-differs", comparison);
  });

  test("all differ, one of them in its inputs, one stage is not covered", async () => {
    const comparison = compare(
      chain("alice"),
      chain("bob", OTHER_CC, "shell"),
      chain("carol", {
        cc: { step: "gmake", files: { "bin/cc": "!third" } },
        shell: { files: { "bin/sh": "!third" } },
      }),
    );
    expect(causes(comparison)).toEqual({ cc: ["origin", "inputs"], shell: ["inherited cc"] });
    const cc = comparison.stages.find((stage) => stage.stage === "cc")!;
    expect(cc.trees!.variants.map((variant) => variant.parties)).toEqual([["alice"], ["bob"]]);
    await golden("three-all-differ", comparison);
  });

  test("each pair's cause counts: origin between two, other inputs of the third", () => {
    const comparison = compare(
      chain("alice", { asm: { step: "old", files: { a: "0" } } }),
      chain("bob"),
      chain("carol", OTHER_ASM),
    );
    expect(causes(comparison)["asm"]).toEqual(["origin", "inputs"]);
    expect(comparison.stages.find((stage) => stage.stage === "asm")!.causes[0]).toMatchObject({
      parties: ["bob", "carol"],
    });
  });

  test("the order of the parties changes names, not findings", () => {
    const parties = [
      chain("alice"),
      chain("bob", OTHER_ASM),
      chain("carol", { cc: { step: "gmake", files: { "bin/cc": "!third" } } }),
    ];
    const found = [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
    ].map((order) => causes(compare(...order.map((index) => parties[index]!))));
    expect(found[1]).toEqual(found[0]);
    expect(found[2]).toEqual(found[0]);
  });
});

describe("digests only", () => {
  test("where the used stages agree, it seems to begin here", async () => {
    const comparison = compare(chain("alice"), sums("bob", chain("bob", OTHER_ASM)));
    expect(causes(comparison)).toEqual({ asm: ["origin?"] });
    expect(comparison.origins).toEqual(["asm"]);
    await golden("digests-origin", comparison);
  });

  test("where a used stage differs, it follows from that; where it is unknown, nothing is claimed", async () => {
    const bob = chain("bob", {
      ...OTHER_ASM,
      cc: { files: { "bin/cc": "!cc by another asm" } },
      shell: { files: { "bin/sh": "!sh by another cc" } },
    });
    expect(causes(compare(chain("alice"), sums("bob", bob)))).toEqual({
      asm: ["origin?"],
      cc: ["inherited asm"],
      shell: ["inherited cc"],
    });
    const partial = compare(chain("alice"), sums("bob", bob, "shell"));
    expect(causes(partial)).toEqual({ shell: ["unknown"] });
    await golden("digests-unknown", partial);
  });

  test("on both sides, nothing is claimed", () => {
    expect(causes(compare(sums("alice", chain("alice")), sums("bob", chain("bob", OTHER_ASM))))).toEqual({
      asm: ["unknown"],
    });
  });

  test("a third party's manifests help to tell", () => {
    const comparison = compare(sums("alice", chain("alice")), sums("bob", chain("bob", OTHER_ASM)), chain("carol"));
    expect(causes(comparison)).toEqual({ asm: ["origin?"] });
  });

  test("of files alone", async () => {
    const files = (name: string, ...digests: [string, string][]): Party => ({
      name,
      manifests: [],
      digests: digests.map(([path, content]) => ({ stage: "cc", path, sha256: sha256(content) })),
    });
    expect(compare(chain("alice"), files("bob", ["bin/cc", "cc"]))).toMatchObject({ conclusion: "incomplete" });
    const conflict = compare(
      chain("alice"),
      files("bob", ["bin/cc", "another"], ["lib/libc.a", "archive"], ["bin/gone", "x"]),
    );
    expect(conflict.conclusion).toBe("conflict");
    expect(conflict.stages.find((stage) => stage.stage === "cc")!.files.map((file) => file.path)).toEqual([
      "bin/cc",
      "bin/gone",
    ]);
    await golden("digests-files", conflict);
    expect(compare(files("alice", ["a", "1"]), files("bob", ["a", "2"])).conclusion).toBe("conflict");
    expect(compare(files("alice", ["a", "1"]), files("bob", ["b", "2"])).conclusion).toBe("unrelated");
    expect(compare(files("alice", ["a", "1"], ["b", "2"]), files("bob", ["b", "2"])).conclusion).toBe("incomplete");
  });
});

test("a party that gives two digests of one thing is in conflict with itself, and the others are still compared", () => {
  const of = (name: string, ...digests: (readonly [stage: string, content: string])[]): Party => ({
    name,
    manifests: [],
    digests: digests.map(([stage, content]) => ({ stage, sha256: sha256(content) })),
  });
  const comparison = compare(of("alice", ["a", "1"], ["b", "1"]), of("bob", ["a", "1"], ["a", "2"], ["b", "1"]));
  expect(comparison).toMatchObject({ conclusion: "conflict", contradictions: [{ party: "bob", stage: "a" }] });
  expect(
    comparison.stages.map(({ stage, verdict, variants }) => [stage, verdict, variants.map(({ parties }) => parties)]),
  ).toEqual([
    ["a", "differs", [["alice", "bob"], ["bob"]]],
    ["b", "same", [["alice", "bob"]]],
  ]);
  expect(differenceLines(comparison).join("\n")).toContain(
    "These contradict themselves\n  bob gives two digests of a, or of a file of it",
  );
});

test("digests by other algorithms compare with their like alone", () => {
  const of = (name: string, algorithm: "sha512" | "blake2b", digest: string): Party => ({
    name,
    manifests: [],
    digests: [],
    others: [{ stage: "a", path: "x", algorithm, digest }],
  });
  expect(compare(of("alice", "sha512", "11"), of("bob", "sha512", "11")).conclusion).toBe("incomplete");
  expect(compare(of("alice", "sha512", "11"), of("bob", "blake2b", "11")).conclusion).toBe("unrelated");
  const conflict = compare(of("alice", "sha512", "11"), of("bob", "sha512", "22"));
  expect(conflict.conclusion).toBe("conflict");
  expect(differenceLines(conflict).join("\n")).toContain("content  x  (sha512)");
});

describe("refused", () => {
  test("a party with two manifests of a stage, and two of one name", () => {
    const twice = {
      name: "alice",
      manifests: [...chain("x").manifests, ...chain("x", OTHER_ASM).manifests],
      digests: [],
    };
    expect(compareManifests([twice, chain("bob")])).toMatchObject({
      ok: false,
      failures: [
        { message: 'Cannot compare "alice": it has two manifests of stage "asm", which say different things' },
        { message: expect.stringContaining('"cc"') },
      ],
    });
    expect(compareManifests([chain("alice"), chain("alice")])).toEqual({
      ok: false,
      failures: [{ kind: "failure", code: "operand", message: 'Cannot compare "alice": two parties have this name' }],
    });
  });

  test("but not the same thing said twice", () => {
    const twice = {
      name: "alice",
      manifests: [...chain("x").manifests, ...chain("x").manifests],
      digests: sums("x", chain("x")).digests,
    };
    expect(compare(twice, chain("bob")).conclusion).toBe("same");
  });
});

test("accounts that use each other in a circle still compare", () => {
  const a = party("alice", { x: { files: { x: "1" } }, y: { uses: ["x"], files: { y: "1" } } });
  const b = party("bob", { y: { files: { y: "2" } }, x: { uses: ["y"], files: { x: "2" } } });
  expect(compare(a, b).conclusion).toBe("conflict");
});

test("a chain of 20,000 stages is ordered without recursion", () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `s${String(index).padStart(5, "0")}`);
  const [manifest] = chain("x").manifests;
  const manifests = names.map((stage, index) => ({
    ...manifest!,
    stage,
    uses: index === 0 ? [] : [{ stage: names[index - 1]!, tree: sha256("t"), manifest: sha256("m") }],
  }));
  expect(
    compare({ name: "alice", manifests: manifests.toReversed(), digests: [] }).stages.map((stage) => stage.stage),
  ).toEqual(names);
});

test("control characters of a stranger's manifest do not reach the terminal", () => {
  const lines = differenceLines(
    compare(
      party("alice", { a: { files: { "x\u001b[2J": "1", "y\u202e": "1" } } }),
      party("bob", { a: { files: { "x\u001b[2J": "2", "y\u202e": "2" } } }),
    ),
  );
  expect(lines.join("\n")).not.toMatch(/[\u001b\u202e]/);
  expect(lines.join("\n")).toContain("x\\u{1b}[2J");
});
