// The texts of MANIFEST.md's vectors: written as they stand there, read back, and refused after any of the changes
// listed.

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseClosureManifest, writeClosureManifest } from "../../src/manifest/closure.ts";
import { parseManifest } from "../../src/manifest/parse.ts";
import { parseStatement } from "../../src/manifest/statement.ts";
import { writeManifest } from "../../src/manifest/write.ts";
import type { ClosureManifest, Manifest } from "../../src/model/manifest.ts";

const FOLDER = new URL("vectors/", import.meta.url);

function read<Keys extends string>(file: string, ...keys: Keys[]): Record<Keys, any> {
  const value = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"));
  expect(Object.keys(value).sort(), `keys of ${file}`).toEqual([...keys].sort());
  return value;
}

const written = readdirSync(FOLDER).filter((file) => file !== "refused.json");

test("there are vectors", () =>
  expect(written).toEqual(["closure.json", "empty.json", "everything.json", "seed.json"]));

describe.each(written)("%s", (file) => {
  const { kind, value, text } = read(file, "about", "kind", "value", "text");
  const isClosure = kind === "closure";

  test("is written as it stands", () => {
    expect(isClosure ? writeClosureManifest(value as ClosureManifest) : writeManifest(value as Manifest)).toBe(text);
  });

  test("reads back as the same value, from text and from bytes", () => {
    const parse = isClosure ? parseClosureManifest : parseManifest;
    expect(parse(text)).toEqual({ ok: true, value });
    expect(parse(Buffer.from(text))).toEqual({ ok: true, value });
    expect(parseStatement(text)).toEqual({
      ok: true,
      value: isClosure ? { type: "closure", closure: value } : { type: "stage", manifest: value },
    });
  });

  test("is refused by the reader of the other kind", () => {
    expect((isClosure ? parseManifest : parseClosureManifest)(text).ok).toBe(false);
  });
});

describe("refused", () => {
  const { cases } = read("refused.json", "about", "cases");
  test.each(cases as Record<string, string>[])("$about", (each) => {
    expect(Object.keys(each).sort()).toEqual(["about", "base", "from", "says", "to"]);
    const text = read(each["base"]!, "about", "kind", "value", "text").text as string;
    expect(text.split(each["from"]!).length, "the place occurs once").toBe(2);
    const result = parseStatement(
      text.replace(each["from"]!, () => each["to"]!),
      "x.json",
    );
    expect(result.ok).toBe(false);
    if (!result.ok) {
      const said = result.failures.flatMap((failure) => [failure.message, ...(failure.details ?? [])]).join("\n");
      expect(said).toContain(each["says"]);
      expect(said).toMatch(/^Cannot read (closure )?manifest "x.json": /);
    }
  });

  test("bytes that are not UTF-8", () => {
    const bytes = Buffer.from(read("everything.json", "about", "kind", "value", "text").text as string);
    bytes[bytes.indexOf(0xc3)] = 0xff;
    expect(parseStatement(bytes)).toMatchObject({
      ok: false,
      failures: [{ message: "Cannot read manifest: it is not UTF-8" }],
    });
  });
});
