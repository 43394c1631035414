import { expect, test } from "vitest";
import { durationText, wholeDurationText } from "../../src/report/duration-text.ts";
import { progressBar } from "../../src/report/progress-bar.ts";
import { sizeText } from "../../src/report/size-text.ts";

test.each([
  [0, "0 B"],
  [180, "180 B"],
  [1023, "1023 B"],
  [1024, "1.0 KiB"],
  [1_258_291, "1.2 MiB"],
  [102_348, "99.9 KiB"],
  [102_399, "100 KiB"],
  [1_048_063, "1023 KiB"],
  [1_048_575, "1.0 MiB"],
  [130 << 20, "130 MiB"],
  [Number.MAX_SAFE_INTEGER, "8.0 PiB"],
])("%i bytes are %s", (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

test.each([
  [0, "0 ms"],
  [0.85, "850 ms"],
  [0.9994, "999 ms"],
  [0.9996, "1.0 s"],
  [1.24, "1.2 s"],
  [59.94, "59.9 s"],
  [59.96, "1 min 00 s"],
  [185, "3 min 05 s"],
  [3599.4, "59 min 59 s"],
  [3599.6, "1 h 00 min"],
  [3725, "1 h 02 min"],
  [7199, "2 h 00 min"],
  [100_000, "27 h 47 min"],
])("%f seconds are %s", (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test.each([
  [-1, "0 s"],
  [0.9, "0 s"],
  [59.9, "59 s"],
  [60, "1 min 00 s"],
  [3725, "1 h 02 min"],
])("a running clock shows %f seconds as %s", (seconds, text) => {
  expect(wholeDurationText(seconds)).toBe(text);
});

test.each([
  ["fetching", 10 << 20, 40 << 20, 60, "[=======>                      ]  10.0 MiB of 40.0 MiB"],
  ["building", 1, 3, 30, "[=====>         ]  step 2 of 3"],
  ["storing", 500, 0, 60, "500 B"],
  ["hashing", 7, 28, 40, "[=====>                 ]  7 of 28 files"],
  ["checking", 0, 0, 60, ""],
  ["hashing", 5, 4, 12, "[==========]"],
  ["hashing", 5, 4, 2, ""],
] as const)("%s, %i of %i, in %i columns", (activity, done, total, width, text) => {
  expect(progressBar({ activity, done, total }, { elapsed: 5, expected: undefined }, width)).toBe(text);
});

test("steps go by the time where it is known, and never to the end", () => {
  const at = (elapsed: number, total: number) =>
    progressBar({ activity: "building", done: 0, total }, { elapsed, expected: 100 }, 24);
  expect([0, 50, 99, 500].map((elapsed) => at(elapsed, 1))).toEqual([
    "[>                     ]",
    "[===========>          ]",
    "[=====================>]",
    "[=====================>]",
  ]);
  expect(at(50, 2)).toBe("[====>    ]  step 1 of 2");
});

test("a single step of which nothing is known has a mark that moves, to and fro", () => {
  const at = (elapsed: number) =>
    progressBar({ activity: "building", done: 0, total: 1 }, { elapsed, expected: undefined }, 10);
  expect([0, 0.5, 1, 2.5, 3, 5].map(at)).toEqual([
    "[<=>     ]",
    "[ <=>    ]",
    "[  <=>   ]",
    "[     <=>]",
    "[    <=> ]",
    "[<=>     ]",
  ]);
});
