// Policies: what may be written, where faults are shown, and what a set of signatures amounts to.

import { describe, expect, test } from "vitest";
import { readFileSync } from "node:fs";
import { sha256 } from "../../src/bytes/sha256.ts";
import type { Verdict, VerdictStatus } from "../../src/manifest/verdict.ts";
import { judge } from "../../src/policy/judgement.ts";
import { parsePolicy } from "../../src/policy/parse.ts";
import { ruleFor, type Policy } from "../../src/policy/policy.ts";
import type { Quorum } from "../../src/policy/standing.ts";

const A = "a".repeat(40);
const B = "b".repeat(40);
const C = "c".repeat(64);
const SIGNERS = `signer alice ${A}\nsigner bob ${B}\nsigner carol ${C}\n`;

function policy(text: string): Policy {
  const read = parsePolicy(text, "policy.txt");
  if (!read.ok) throw new Error(read.failures.map((failure) => failure.message).join("\n"));
  return read.value;
}

describe("reading", () => {
  test("signers, nested groups and a quorum, with comments and spaces", () => {
    expect(
      policy(
        `# who we are\n\n  signer alice\t${A.toUpperCase()} \n${SIGNERS.split("\n").slice(1).join("\n")}group pair all bob carol\ngroup top any alice pair\nquorum top`,
      ),
    ).toEqual({
      quorum: {
        type: "group",
        name: "top",
        needs: 1,
        members: [
          { type: "signer", name: "alice", fingerprint: A, asks: [] },
          {
            type: "group",
            name: "pair",
            needs: 2,
            members: [
              { type: "signer", name: "bob", fingerprint: B, asks: [] },
              { type: "signer", name: "carol", fingerprint: C, asks: [] },
            ],
          },
        ],
      },
      stages: [],
      paths: [],
      persons: [],
      signers: [
        { type: "signer", name: "alice", fingerprint: A, asks: [] },
        { type: "signer", name: "bob", fingerprint: B, asks: [] },
        { type: "signer", name: "carol", fingerprint: C, asks: [] },
      ],
    });
    expect(policy(`signer alice ${A}\nquorum alice\n`).quorum).toEqual({
      type: "signer",
      name: "alice",
      fingerprint: A,
      asks: [],
    });
  });

  test("the example in POLICY.md", () => {
    const text = /```policy\n([^]*?)```/.exec(
      readFileSync(new URL("../../src/policy/POLICY.md", import.meta.url), "utf8"),
    )![1]!;
    expect(policy(text).quorum).toMatchObject({ type: "group", name: "release", needs: 2 });
  });

  test.each([
    ["", "it has no quorum line", 1, 1],
    [SIGNERS, "it has no quorum line", 4, 1],
    [`witness alice ${A}\nquorum alice`, '"witness" is not a keyword', 1, 1],
    [`signer alice ${A.slice(1)}\nquorum alice`, "is not a whole fingerprint", 1, 14],
    ["signer alice AAAAAAAAAAAAAAAA\nquorum alice", "is not a whole fingerprint", 1, 14],
    [`signer alice\nquorum alice`, "a signer line has another form", 1, 1],
    [`signer alice ${A} ${B}\nquorum alice`, "a signer line has another form", 1, 1],
    [`signer -x ${A}\nquorum -x`, '"-x" is not a name', 1, 8],
    [`signer älice ${A}\nquorum älice`, '"älice" is not a name', 1, 8],
    [`signer alice ${A}\nsigner alice ${B}\nquorum alice`, '"alice" is defined twice', 2, 8],
    [`signer alice ${A}\nsigner bob ${A}\nquorum alice`, 'signer "alice" has this fingerprint already', 2, 12],
    [`group top 1 alice\nsigner alice ${A}\nquorum top`, 'no signer or group above is named "alice"', 1, 13],
    [`group top 1 top\nquorum top`, 'no signer or group above is named "top"', 1, 13],
    [`${SIGNERS}group top 0 alice bob carol\nquorum top`, '"0" is not a count of 3 members', 4, 11],
    [`${SIGNERS}group top 4 alice bob carol\nquorum top`, '"4" is not a count of 3 members', 4, 11],
    [`${SIGNERS}group top 02 alice bob carol\nquorum top`, '"02" is not a count of 3 members', 4, 11],
    [`${SIGNERS}group top 2\nquorum top`, "a group line has another form", 4, 1],
    [`${SIGNERS}group top 2 alice alice bob carol\nquorum top`, '"alice" counts in two places', 4, 19],
    [`${SIGNERS}group x 1 alice bob\ngroup top all x bob carol\nquorum top`, '"bob" counts in two places', 5, 17],
    [`${SIGNERS}group top 1 alice bob\nquorum top`, '"carol" counts for nothing', 3, 8],
    [`${SIGNERS}group top 1 alice bob carol\nquorum alice`, '"alice" counts in two places', 5, 8],
    [`signer alice ${A}\nquorum alice\nquorum alice`, "it has two quorum lines", 3, 1],
    [`signer alice ${A}\nquorum alice # yes`, "a quorum line has another form", 2, 1],
    [`signer alice ${A.slice(0, 36)}\nquorum alice`, "is not a whole fingerprint", 1, 14],
    [`signer alice SHA256:abc\nquorum alice`, "is not a whole fingerprint", 1, 14],
    [`signer alice ${A} until 2026-02-30\nquorum alice`, '"2026-02-30" is not a time', 1, 61],
    [`signer alice ${A} until\nquorum alice`, "a signer line has another form", 1, 1],
    [`signer alice ${A} from 2026-01-01 from 2026-01-02\nquorum alice`, "a signer line has another form", 1, 1],
    [`signer alice ${A} from 2026-01-01 until 2025-01-01\nquorum alice`, "counts at no time", 1, 1],
    [
      `${SIGNERS}person p alice\nperson q alice bob\ngroup g 1 p q carol\nquorum g`,
      '"alice" counts in two places',
      5,
      10,
    ],
    [`${SIGNERS}group x any alice\nperson p x bob carol\nquorum p`, '"x" is a group, and a person has signers', 5, 10],
    [`${SIGNERS}person p alice\ngroup g 2 p p bob carol\nquorum g`, '"p" counts in two places', 5, 13],
    [
      `${SIGNERS}person p alice\ngroup x any p bob\ngroup g 2 p x carol\nquorum g`,
      '"p" would have two votes in it',
      6,
      7,
    ],
    [`${SIGNERS}group g 1 alice bob carol\nstages * need g done`, '"done" is nothing that one can ask for', 5, 17],
    [`${SIGNERS}group g 1 alice bob carol\nstages need g built`, "a stages line has another form", 5, 1],
    [`${SIGNERS}group g 1 alice bob carol\nstages a/b need g built`, '"a/b" is not a pattern of stages', 5, 8],
    [`${SIGNERS}group g 1 alice bob carol\nstages * need g built vendors`, "a stages line has another form", 5, 1],
    [`${SIGNERS}group g 1 alice bob carol\nstages * need g signed vendors 2`, "says nothing of machines", 5, 1],
    [`${SIGNERS}group g 1 alice bob carol\nstages * need g built\nstages gcc* need g built`, "names none", 6, 1],
    [`policy p 1\nsigner alice ${A}\nquorum alice`, "does not say who may change it", 1, 1],
    [`signer alice ${A}\nquorum alice\nchanges alice`, "not which version it is", 3, 1],
    [`policy p 0\nsigner alice ${A}\nquorum alice\nchanges alice`, '"0" is not a version', 1, 10],
    [`signer alice ${A}\nquorum none`, 'no signer or group above is named "none"', 2, 8],
  ])("%j is refused", (text, found, line, column) => {
    const read = parsePolicy(text, "policy.txt");
    const failures = read.ok ? [] : read.failures;
    expect(failures.map((failure) => failure.message).join("\n")).toContain(found);
    const place = failures.find((failure) => failure.message.includes(found))!.place!;
    expect([place.file, place.line, place.column, place.text]).toEqual([
      "policy.txt",
      line,
      column,
      text.split("\n")[line - 1],
    ]);
  });

  test("as people paste: CR LF, 0x, groups of four, comments that are indented", () => {
    const pasted = `  # us\r\nsigner alice 0x${A.toUpperCase()}\r\nsigner bob ${B.replace(/(.{4})(?!$)/g, "$1 ")}\r\ngroup g 2 alice bob\r\nquorum g\r\n`;
    expect(policy(pasted).signers.map(({ fingerprint }) => fingerprint)).toEqual([A, B]);
    expect(policy(`signer a SHA256:${"x".repeat(43)}\nquorum a`).signers[0]!.fingerprint).toBe(
      `SHA256:${"x".repeat(43)}`,
    );
  });

  test("the first line that names a stage says what it needs", () => {
    const read = policy(
      `${SIGNERS}group three all alice bob carol\ngroup two 2 three\n`.replace("group two 2 three\n", "") +
        "stages gcc* llvm need three checked vendors 2 kernels 2\nstages * need three signed\n",
    );
    expect(ruleFor(read, "gcc-13-2")).toMatchObject({
      deed: "checked",
      diversity: [{ trait: "vendors", least: 2 }, {}],
    });
    expect(ruleFor(read, "llvm")?.deed).toBe("checked");
    expect(ruleFor(read, "llvm2")?.deed).toBe("signed");
    expect(ruleFor(read, "xgcc")?.deed).toBe("signed");
  });

  test("every fault is given at once", () => {
    const read = parsePolicy(`sign\nsigner alice 1\ngroup top 9 bob\n`, "p");
    expect(read.ok ? 0 : read.failures.length).toBeGreaterThanOrEqual(5);
  });

  test("nesting has a limit", () => {
    const lines = [`signer g0 ${A}`, ...Array.from({ length: 40 }, (_, i) => `group g${i + 1} 1 g${i}`), "quorum g40"];
    expect(parsePolicy(lines.join("\n"), "p").ok).toBe(false);
    expect(parsePolicy([...lines.slice(0, 33), "quorum g32"].join("\n"), "p").ok).toBe(true);
  });
});

/** What signatures of one text amount to. */
function weigh(asked: Policy, verdicts: readonly Verdict[], known: ReadonlySet<string>): Quorum {
  const words = verdicts.map((verdict) => ({ verdict, file: sha256(verdict.name) }));
  const text = { name: "x", sha256: sha256("x"), words };
  const { quorums } = judge({
    policy: asked,
    texts: [text],
    observations: [],
    left: () => undefined,
    known,
    at: Date.UTC(2026, 0, 1),
    firstSeen: new Map(),
  });
  return quorums[0]!.quorum;
}

describe("weighing", () => {
  const verdict = (fingerprint: string, status: VerdictStatus): Verdict => ({
    name: "x",
    index: 0,
    status,
    fingerprint,
    says: `it is ${status}`,
    notes: [],
  });
  const known = new Set([A, B, C]);
  const two = policy(`${SIGNERS}group top 2 alice bob carol\nquorum top`);

  test("k of n good signatures satisfy", () => {
    expect(weigh(two, [verdict(A, "good"), verdict(C, "good")], known)).toMatchObject({ satisfied: true, missing: [] });
    expect(weigh(two, [verdict(A, "good"), verdict(B, "bad"), verdict(C, "good")], known).satisfied).toBe(true);
  });

  test("nobody counts twice", () => {
    expect(weigh(two, [verdict(A, "good"), verdict(A, "good"), verdict(A, "good")], known).satisfied).toBe(false);
  });

  test("strangers do not count", () => {
    expect(
      weigh(two, [verdict(A, "good"), verdict("d".repeat(40), "good")], new Set([...known, "d".repeat(40)])).satisfied,
    ).toBe(false);
  });

  test.each([
    "bad",
    "unknown-key",
    "expired-key",
    "expired-signature",
    "revoked",
    "weak-hash",
    "unfit-key",
    "future",
    "malformed",
  ] as const)("%s does not count", (status) => {
    expect(weigh(two, [verdict(A, "good"), verdict(B, status)], known).satisfied).toBe(false);
  });

  test("one good signature counts although another by the same signer is bad", () => {
    expect(weigh(two, [verdict(A, "bad"), verdict(A, "good"), verdict(B, "good")], known).satisfied).toBe(true);
  });

  test("what is missing is said exactly", () => {
    expect(weigh(two, [verdict(A, "good"), verdict(B, "bad")], new Set([A, B])).missing).toEqual([
      'group "top" has 1 of 2: 1 more of these 2',
      `  signer "bob" (${B}): it is bad`,
      `  signer "carol" (${C}): its certificate is not among the keys`,
    ]);
    const nested = policy(`${SIGNERS}group pair all bob carol\ngroup top all alice pair\nquorum top`);
    expect(weigh(nested, [verdict(A, "good"), verdict(B, "good")], known).missing).toEqual([
      'group "top" has 1 of 2: 1 more of these 1',
      '  group "pair" has 1 of 2: 1 more of these 1',
      `    signer "carol" (${C}): no signature`,
    ]);
  });
});
