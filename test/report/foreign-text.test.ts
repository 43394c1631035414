import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cut, displayWidth, pad } from "../../src/report/display-width.ts";
import { harmless } from "../../src/report/harmless.ts";
import { wrappedText } from "../../src/report/wrapped-text.ts";

const foreign = fc.string({ unit: "binary", maxLength: 200 });

describe("harmless", () => {
  test.each([
    ["plain text", "plain text"],
    ["a\tb", "a       b"],
    ["12345678\tb", "12345678        b"],
    ["line\r", "line"],
    ["10%\r20%", "10%^M20%"],
    ["\x1b[1;31merror\x1b[0m: x", "error: x"],
    ["\x1b[2J\x1b]0;title\x07", "^[[2J^[]0;title^G"],
    ["\x7f\x9b5A", "^?\\u{9b}5A"],
    ["a\u202eb\u200bc\u2028d\ufeff", "a\\u{202e}b\\u{200b}c\\u{2028}d\\u{feff}"],
    ["\ud800", "\\u{d800}"],
    ["日本 é ñ", "日本 é ñ"],
  ])("%j", (text, expected) => {
    expect(harmless(text)).toBe(expected);
  });

  test("gives one line without unseen characters, and leaves what it gave alone", () => {
    fc.assert(
      fc.property(foreign, (text) => {
        const once = harmless(text);
        expect(once).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        expect(harmless(once)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("wrapping", () => {
  test.each([
    ["one two three", 8, "one two\nthree"],
    ["one two three", 7, "one two\nthree"],
    ["abcdefgh ij", 3, "abcdefgh\nij"],
    ["  ab cd", 4, "  ab\ncd"],
    ["a  b  c", 4, "a  b\n c"],
    ["日本 語", 4, "日本\n語"],
    ["日", 1, "日"],
    ["\x1b[1mone two\x1b[22m", 4, "\x1b[1mone\ntwo\x1b[22m"],
    ["short\n\nlines", 8, "short\n\nlines"],
  ])("%j in %i columns", (text, columns, expected) => {
    expect(wrappedText(text, columns)).toBe(expected);
  });

  test("keeps every character but spaces, and fits, but for words that are too wide", () => {
    fc.assert(
      fc.property(fc.array(foreign), fc.integer({ min: 2, max: 60 }), (words, columns) => {
        const text = harmless(words.join(" "));
        const wrapped = wrappedText(text, columns);
        expect(wrapped.replace(/[ \n]/g, "")).toBe(text.replaceAll(" ", ""));
        for (const row of wrapped.split("\n"))
          if (row.trim().includes(" ")) expect(displayWidth(row)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe("display width", () => {
  test.each([
    ["", 0],
    ["abc", 3],
    ["日本", 4],
    ["e\u0301", 1],
    ["\u{1f600}", 2],
    ["é", 1],
    ["한글", 4],
  ])("%j takes %i columns", (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  test("cut text fits, and is the text itself where that fits", () => {
    fc.assert(
      fc.property(foreign, fc.integer({ min: 0, max: 120 }), (raw, width) => {
        const text = harmless(raw);
        expect(displayWidth(cut(text, width))).toBeLessThanOrEqual(width);
        if (displayWidth(text) <= width && text.length <= 8 * width) expect(cut(text, width)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ["abcdefgh", 8, "abcdefgh"],
    ["abcdefghi", 8, "abcdef.."],
    ["日本語日本語", 9, "日本語.."],
    ["abcdef", 3, "abc"],
    ["abcdef", 0, ""],
  ])("%j cut to %i columns is %j", (text, width, expected) => {
    expect(cut(text, width)).toBe(expected);
  });

  test("padding fills columns, not characters", () => {
    expect(pad("日", 4)).toBe("日  ");
    expect(pad("日", 4, "right")).toBe("  日");
  });

  test("is never less than what others measure", async () => {
    const { default: stringWidth } = await import("string-width");
    for (let code = 0x20; code <= 0x3ffff; code++) {
      const text = harmless(String.fromCodePoint(code));
      if (stringWidth(text) > displayWidth(text))
        expect.fail(`U+${code.toString(16)} takes ${stringWidth(text)} columns, not ${displayWidth(text)}`);
    }
  });
});
