import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changedSpans } from "../../src/report/changed-spans.ts";
import { changeText } from "../../src/report/change-text.ts";

describe("what is shown of a change", () => {
  test("a word of a step that fits is marked in it", () => {
    expect(changeText('["gcc","-O1","-c","a.c"]', '["gcc","-O2","-c","b.c","-g"]', 80)).toEqual([
      '- ["gcc","-O1","-c","a.c"]',
      "           ~~        ~",
      '+ ["gcc","-O2","-c","b.c","-g"]',
      "           ~~        ~  ~~~~~",
    ]);
  });

  test("of a long step, what stands around each difference", () => {
    const step = (one: string, two: string) =>
      `["sh","-c","${"cd a; ".repeat(60)}cc ${one}; ${"ls; ".repeat(60)}rm ${two}"]`;
    expect(changeText(step("-O1", "x"), step("-O2", "yy"), 80)).toEqual([
      "- ...; cd a; cd a; cd a; cc -O1; ls; ls; ls; ls; ls; ls...",
      "                             ~~",
      "+ ...; cd a; cd a; cd a; cc -O2; ls; ls; ls; ls; ls; ls...",
      "                             ~~",
      '- ... ls; ls; ls; ls; ls; rm x"]',
      "                             ~",
      '+ ... ls; ls; ls; ls; ls; rm yy"]',
      "                             ~~",
    ]);
  });

  test("digests that have nothing in common have no marks, and no part of them is left out", () => {
    const [one, other] = ["a".repeat(64), "b".repeat(64)];
    expect(changeText(one, other, 80)).toEqual([`- ${one}`, `+ ${other}`]);
  });

  test("what came or went stands alone, and has no power over a terminal", () => {
    expect(changeText(undefined, "new\x1b[2J", 80)).toEqual(["+ new^[[2J"]);
    expect(changeText("old", undefined, 80)).toEqual(["- old"]);
  });

  test("many differences are counted", () => {
    const words = (mark: string) => Array.from({ length: 20 }, (_, i) => `${mark}${i} ${"same ".repeat(10)}`).join("");
    const lines = changeText(words("a"), words("b"), 80);
    expect(lines.length).toBe(5 * 4 + 1);
    expect(lines.at(-1)).toBe("and 15 more places");
  });
});

test("spans are all that differs: the rest is the same on both sides", () => {
  const text = fc
    .array(fc.constantFrom("-O1", "-O2", " ", '"', ",", "gcc", "日本"), { maxLength: 30 })
    .map((all) => all.join(""));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const rest = (whole: string, side: "before" | "after") => {
        let kept = "";
        let at = 0;
        for (const span of changedSpans(before, after)) {
          expect(span[side][0]).toBeGreaterThanOrEqual(at);
          kept += whole.slice(at, span[side][0]);
          at = span[side][1];
        }
        return kept + whole.slice(at);
      };
      expect(rest(before, "before")).toBe(rest(after, "after"));
      expect(changedSpans(before, after).length === 0).toBe(before === after);
    }),
  );
});

test("texts of a hundred thousand words are compared at once", () => {
  const long = (word: string) => `${word} x `.repeat(50_000);
  const begun = performance.now();
  expect(changeText(long("a"), long("b"), 80).length).toBe(4);
  expect(performance.now() - begun).toBeLessThan(2000);
});
