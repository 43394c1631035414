// What dates a signature of a key that was compromised: another person's word that they had seen its file, never that of
// another key of the same person.

import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import type { Observation } from "../../src/model/observation.ts";
import { judge, type Case } from "../../src/policy/judgement.ts";
import { parsePolicy } from "../../src/policy/parse.ts";
import type { Word } from "../../src/policy/counting.ts";

const [STOLEN, OTHER, BOB] = ["a", "b", "c"].map((digit) => digit.repeat(40)) as [string, string, string];
const TIME = "2021-01-01T00:00:00Z";
const text = sha256("a text");
const file = sha256("the file of its signature");

const good = (fingerprint: string, of = sha256(`a file by ${fingerprint}`)): Word => ({
  file: of,
  verdict: { name: "s", index: 0, status: "good", says: "good signature", notes: [], fingerprint, created: TIME },
});

/** Who says that they had seen the signature's file. */
function satisfiedWith(observer: string, isOnePerson: boolean, word = good(observer), bob = "bob"): boolean {
  const persons = `${isOnePerson ? "person alice stolen other\n" : ""}${bob === "bob" ? "" : `person ${bob} bob\n`}`;
  const members = isOnePerson ? "alice" : "stolen other";
  const policy = parsePolicy(
    `signer stolen ${STOLEN} compromised 2022-01-01\nsigner other ${OTHER}\nsigner bob ${BOB}\n${persons}group any1 any ${members} ${bob}\nquorum any1\n`,
    "policy",
  );
  if (!policy.ok) throw new Error(policy.failures[0]!.message);
  const observation: Observation = {
    observer,
    observed: TIME,
    target: "all",
    closure: sha256("another closure"),
    machines: [],
    stages: [],
    seen: [file],
  };
  const asked: Case = {
    policy: policy.value,
    texts: [{ name: "text", sha256: text, words: [good(STOLEN, file)] }],
    observations: [{ name: "o", sha256: sha256("o"), observation, words: [word] }],
    left: () => undefined,
    known: new Set([STOLEN, OTHER, BOB]),
    at: Date.parse("2026-01-01"),
    firstSeen: new Map(),
  };
  return judge(asked).satisfied;
}

test("another person's word dates it", () => {
  expect(satisfiedWith(BOB, true)).toBe(true);
  expect(satisfiedWith(OTHER, false)).toBe(true);
});

test("another key of the same person does not, nor the stolen key itself", () => {
  expect(satisfiedWith(OTHER, true)).toBe(false);
  expect(satisfiedWith(STOLEN, true)).toBe(false);
});

test.each(["bob", "robert"])(
  "an observer dates no file with a signature of its own, be it a signer or a person: %s",
  (bob) => {
    expect(satisfiedWith(BOB, true, good(BOB), bob)).toBe(true);
    expect(satisfiedWith(BOB, true, good(BOB, file), bob)).toBe(false);
  },
);
