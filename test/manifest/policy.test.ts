// Policies: what may be written, where faults are shown, and what a set of signatures amounts to.

import { describe, expect, test } from "vitest";
import { readFileSync } from "node:fs";
import { parsePolicy, type Policy } from "../../src/manifest/policy.ts";
import { weigh } from "../../src/manifest/quorum.ts";
import type { Verdict, VerdictStatus } from "../../src/manifest/verdict.ts";
import { verifyManifest } from "../../src/manifest/verify.ts";
import { CONTENT, NOW, certificatesOf, makeKey, rawSignature, year } from "./keys.ts";

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
          { type: "signer", name: "alice", fingerprint: A },
          {
            type: "group",
            name: "pair",
            needs: 2,
            members: [
              { type: "signer", name: "bob", fingerprint: B },
              { type: "signer", name: "carol", fingerprint: C },
            ],
          },
        ],
      },
      signers: [
        { name: "alice", fingerprint: A },
        { name: "bob", fingerprint: B },
        { name: "carol", fingerprint: C },
      ],
    });
    expect(policy(`signer alice ${A}\nquorum alice\n`).quorum).toEqual({
      type: "signer",
      name: "alice",
      fingerprint: A,
    });
  });

  test("the example in POLICY.md", () => {
    const text = /```policy\n([^]*?)```/.exec(
      readFileSync(new URL("../../src/manifest/POLICY.md", import.meta.url), "utf8"),
    )![1]!;
    expect(policy(text).quorum).toMatchObject({ type: "group", name: "release", needs: 2 });
  });

  test.each([
    ["", "it has no quorum line", 1, 1],
    [SIGNERS, "it has no quorum line", 4, 1],
    [`witness alice ${A}\nquorum alice`, '"witness" is not a keyword', 1, 1],
    [`signer alice ${A}\r\nquorum alice\n`, "is not a whole fingerprint", 1, 14],
    [`signer alice ${A.slice(1)}\nquorum alice`, "is not a whole fingerprint", 1, 14],
    ["signer alice AAAAAAAAAAAAAAAA\nquorum alice", "is not a whole fingerprint", 1, 14],
    [`signer alice 0x${A}\nquorum alice`, "is not a whole fingerprint", 1, 14],
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

test("two of three people's real signatures", async () => {
  const keys = [await makeKey(), await makeKey(), await makeKey()];
  const keyring = await certificatesOf(...keys);
  const text = [
    ...keys.map((key, index) => `signer p${index} ${key.getFingerprint()}`),
    "group all-of-us 2 p0 p1 p2",
    "quorum all-of-us",
  ].join("\n");
  const signatures = await Promise.all(
    keys
      .slice(0, 2)
      .map(async (key, index) => ({ name: `${index}.asc`, content: Buffer.from(await rawSignature(key, year(2021))) })),
  );
  const subject = { content: CONTENT, keys: keyring, policy: policy(text), now: NOW };
  expect(verifyManifest({ ...subject, signatures }).quorum).toMatchObject({ satisfied: true, missing: [] });
  expect(verifyManifest({ ...subject, signatures: signatures.slice(1) }).quorum).toMatchObject({
    satisfied: false,
  });
  expect(verifyManifest({ ...subject, content: CONTENT.slice(1), signatures }).quorum).toMatchObject({
    satisfied: false,
  });
  expect(verifyManifest({ content: CONTENT, keys: keyring, signatures: [], now: NOW })).toEqual({ verdicts: [] });
});
