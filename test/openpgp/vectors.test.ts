// Signatures that stay as they are, each with its keys and the verdict that SIGNATURES.md asks for: what other readers of
// these formats can be held to, and we without any program beside us.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Verdict } from "../../src/manifest/verdict.ts";
import { verifySignatureFile } from "../../src/manifest/verify-signature.ts";
import { keyringOf } from "./judges.ts";

/** A file's bytes. */
type Bytes = { readonly text: string } | { readonly base64: string };

interface Vector {
  readonly name: string;
  readonly madeBy: string;
  readonly keys: readonly Bytes[];
  readonly signature: Bytes;
  readonly verdicts: readonly Omit<Verdict, "name" | "says">[];
}

interface Vectors {
  readonly about: string;
  readonly content: string;
  readonly now: string;
  readonly vectors: readonly Vector[];
}

const file = JSON.parse(readFileSync(join(import.meta.dirname, "vectors/verdicts.json"), "utf8")) as Vectors;

function bytesOf(bytes: Bytes): Buffer {
  return "text" in bytes ? Buffer.from(bytes.text) : Buffer.from(bytes.base64, "base64");
}

test.each(file.vectors)("$name, made by $madeBy", ({ keys, signature, verdicts }) => {
  const signed = { content: Buffer.from(file.content), keys: keyringOf(...keys.map(bytesOf)), now: new Date(file.now) };
  const judged = verifySignatureFile(signed, { name: "signature", content: bytesOf(signature) });
  expect(judged.map(({ name: _, says: __, ...rest }) => rest)).toEqual(verdicts);
});

test("no vector says what is not read", () => {
  expect(Object.keys(file).sort()).toEqual(["about", "content", "now", "vectors"]);
  for (const each of file.vectors)
    expect(Object.keys(each).sort()).toEqual(["keys", "madeBy", "name", "signature", "verdicts"]);
});
