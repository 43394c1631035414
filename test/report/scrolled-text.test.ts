import { expect, test } from "vitest";
import { scrolledText } from "../../src/report/scrolled-text.ts";

const digest = "0123456789abcdef".repeat(4);

test.each([
  [102, `asm       built    ${digest}  5.7 KiB  (111 ms)`],
  [101, `asm       built    ${digest}  5.7 KiB`],
  [92, `asm       built    ${digest}  5.7 KiB`],
  [91, "asm       built    0123456789ab..  5.7 KiB  (111 ms)"],
  [52, "asm built 0123456789ab..  5.7 KiB  (111 ms)"],
  [36, "asm built 5.7 KiB  (111 ms)"],
  [30, "asm built 5.7 KiB  (111 ms)"],
  [20, "asm built 5.7 KiB"],
])("in %i columns the digest is whole if it can be", (columns, text) => {
  expect(
    scrolledText(
      { stage: "asm", verb: "built", detail: `${digest}  5.7 KiB`, seconds: 0.111, below: [] },
      8,
      columns,
      false,
    ),
  ).toBe(text);
});
