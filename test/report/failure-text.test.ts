import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Failure, Place } from "../../src/model/failure.ts";
import { displayWidth } from "../../src/report/display-width.ts";
import { failureText } from "../../src/report/failure-text.ts";

function failure(more: Partial<Failure> = {}): Failure {
  return {
    kind: "failure",
    code: "unknown-stage",
    message: 'Cannot plan stage "tinycc-2": no stage is named "libc-l"',
    ...more,
  };
}

/** The place of the text between the two bars. */
function place(marked: string, more: Partial<Place> = {}): Place {
  const [before, middle, after] = marked.split("|") as [string, string, string];
  return {
    file: "stages/tinycc.yaml",
    line: 6,
    column: before.length + 1,
    length: middle.length,
    text: before + middle + after,
    ...more,
  };
}

function lines(text: string): readonly string[] {
  expect(text.endsWith("\n")).toBe(true);
  return text.slice(0, -1).split("\n");
}

describe("the whole form", () => {
  test("message, place and hint, as STYLE shows it", () => {
    const shown = failureText(
      failure({
        place: place("    uses: [tinycc-1, |libc-l|]", { column: 22 }),
        hint: '"libc-1" is defined at stages/libc.yaml:4',
      }),
    );
    expect(lines(shown)).toEqual([
      'error: Cannot plan stage "tinycc-2": no stage is named "libc-l"',
      "",
      "  stages/tinycc.yaml:6:22",
      "    uses: [tinycc-1, libc-l]",
      "                     ~~~~~~",
      'hint: "libc-1" is defined at stages/libc.yaml:4',
    ]);
  });

  test("a message alone is one line; a hint follows it directly", () => {
    expect(failureText(failure())).toBe('error: Cannot plan stage "tinycc-2": no stage is named "libc-l"\n');
    expect(lines(failureText(failure({ hint: "try again" }), { label: "warning" }))).toEqual([
      'warning: Cannot plan stage "tinycc-2": no stage is named "libc-l"',
      "hint: try again",
    ]);
  });

  test("second place and details", () => {
    const seeAlso = {
      says: '"a" is defined here too',
      place: place("  - name: |a|", { file: "stages/x.yaml", line: 2 }),
    };
    const shown = failureText(
      failure({
        message: "m",
        place: place("- name: |a|"),
        seeAlso,
        details: ["first tried", "", "  then"],
        hint: "h",
      }),
    );
    expect(lines(shown)).toEqual([
      "error: m",
      "",
      "  stages/tinycc.yaml:6:9",
      "    - name: a",
      "            ~",
      "",
      '  "a" is defined here too: stages/x.yaml:2:11',
      "    - name: a",
      "            ~",
      "",
      "    first tried",
      "",
      "      then",
      "hint: h",
    ]);
  });

  test("a place in an empty line shows no line", () => {
    expect(
      lines(
        failureText(
          failure({ message: "m", place: { file: "f", line: 1, column: 1, length: 1, text: "" }, hint: "h" }),
        ),
      ),
    ).toEqual(["error: m", "", "  f:1:1", "hint: h"]);
  });

  test("a place past the line's end is marked there", () => {
    expect(
      lines(failureText(failure({ message: "m", place: { file: "f", line: 1, column: 5, length: 9, text: "key:" } }))),
    ).toEqual(["error: m", "", "  f:1:5", "    key:", "        ~"]);
  });

  test("colour decorates and changes no text", () => {
    const colored = failureText(failure({ place: place("a |b| c"), hint: "h" }), { color: true });
    expect(colored).toContain("\x1b[31m");
    expect(colored.replace(/\x1b\[[0-9]+m/g, "")).toBe(failureText(failure({ place: place("a |b| c"), hint: "h" })));
  });
});

describe("the line", () => {
  const shown = (marked: string, width?: number) =>
    lines(failureText(failure({ place: place(marked) }), width === undefined ? {} : { width })).slice(3);

  test("tabs take one column", () => expect(shown("\ta\t|b|\tc")).toEqual(["    a b c", "      ~"]));
  test("a mark in the indentation keeps it", () => expect(shown("  |\t|b")).toEqual(["     b", "    ~"]));
  test("wide characters take two columns", () =>
    expect(shown("名前: |漢字x| y")).toEqual(["    名前: 漢字x y", "          ~~~~~"]));
  test("combining marks take none", () => expect(shown("e\u0301: |x|")).toEqual(["    e\u0301: x", "       ~"]));
  test("escapes are defused and stay in place", () =>
    expect(shown("a\x1b[2J |b|")).toEqual(["    a\ufffd[2J b", "          ~"]));

  test("a long line is cut around the mark", () => {
    const long = `${"a".repeat(300)} |wrong| ${"b".repeat(300)}`;
    expect(shown(long, 60)).toEqual([
      `    ...${"a".repeat(19)} wrong ${"b".repeat(24)}...`,
      `    ${" ".repeat(23)}~~~~~`,
    ]);
  });

  test("a long mark is cut at its end", () => {
    expect(shown(`k: |${"x".repeat(300)}|`, 40)).toEqual([`    k: ${"x".repeat(27)}...`, `       ${"~".repeat(27)}`]);
  });
});

test("whatever the place, the shown lines keep to the width and the squiggle starts under the mark", () => {
  const letters = fc.string({
    unit: fc.constantFrom("a", " ", "\t", "漢", "e\u0301", "😀", "\x1b", "~"),
    maxLength: 200,
  });
  fc.assert(
    fc.property(letters, letters, letters, fc.integer({ min: 24, max: 120 }), (before, middle, after, width) => {
      const text = `${before}Q${middle}${after}`;
      const [quoted, squiggle] = lines(
        failureText(
          failure({ place: { file: "f", line: 1, column: before.length + 1, length: 1 + middle.length, text } }),
          { width },
        ),
      ).slice(3);
      expect(displayWidth(quoted!)).toBeLessThanOrEqual(width);
      expect(displayWidth(squiggle!)).toBeLessThanOrEqual(width);
      expect(displayWidth(quoted!.slice(0, quoted!.indexOf("Q")))).toBe(squiggle!.indexOf("~"));
    }),
    { numRuns: 300 },
  );
});
