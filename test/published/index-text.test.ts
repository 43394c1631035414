// The index of a published folder: its vectors, and that whatever is read is what would be written.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseIndex, writeIndex } from "../../src/published/index-text.ts";
import { messages, value } from "../store/temporary-store.ts";

const { read, refused, ...unknown } = JSON.parse(
  readFileSync(join(import.meta.dirname, "vectors/index.json"), "utf8"),
) as { readonly read: readonly string[]; readonly refused: readonly { readonly why: string; readonly text: string }[] };

test("the vectors have no keys that nothing reads", () => expect(unknown).toEqual({}));

test.each(read)("read: %j", (text) => expect(writeIndex(value(parseIndex(Buffer.from(text), "index")))).toBe(text));

test.each(refused)("refused, as it $why: $text", ({ why, text }) =>
  expect(messages(parseIndex(Buffer.from(text), "index"))[0]).toContain(why),
);

test("a text that is changed anywhere is refused, or read as another", () => {
  const text = Buffer.from(read.at(-1)!);
  const index = value(parseIndex(text, "index"));
  fc.assert(
    fc.property(fc.nat({ max: text.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
      const changed = Buffer.from(text);
      changed[at] = byte;
      const parsed = parseIndex(changed, "index");
      if (!parsed.ok) return;
      expect(writeIndex(parsed.value)).toBe(changed.toString());
      if (byte !== text[at]) expect(parsed.value).not.toEqual(index);
    }),
  );
});
