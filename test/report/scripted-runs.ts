// Scripted runs: fixed lists of events that the golden files of several renderers are made from.

import { sha256 } from "../../src/bytes/sha256.ts";
import type { Event } from "../../src/model/event.ts";

const tree = sha256("tree");
const key = sha256("key");

/** Two stages reused, two built side by side, with a warning. */
export const success: readonly Event[] = [
  {
    type: "run-started",
    targets: ["assembler"],
    jobs: 2,
    cores: 2,
    stages: [
      { stage: "seed" },
      { stage: "hex1", expectedSeconds: 1 },
      { stage: "hex2", expectedSeconds: 90 },
      { stage: "assembler" },
    ],
  },
  { type: "stage-finished", stage: "seed", tree, size: 180, seconds: 0.004, how: "reused" },
  { type: "stage-finished", stage: "hex1", tree, size: 357, seconds: 0.0121, how: "reused" },
  { type: "stage-started", stage: "hex2", key, why: { type: "key-changed" } },
  { type: "stage-started", stage: "assembler", key, why: { type: "never-built" } },
  {
    type: "stage-progress",
    stage: "hex2",
    activity: "fetching",
    what: "hex2-1.0.tar.xz",
    done: 10 << 20,
    total: 40 << 20,
  },
  {
    type: "warning",
    failure: {
      kind: "failure",
      code: "source-unavailable",
      message: 'Cannot use mirror "archive": it answered 404',
      hint: "the next one is tried",
    },
  },
  { type: "stage-progress", stage: "assembler", activity: "building", what: 'step "assemble"', done: 1, total: 3 },
  { type: "stage-output", stage: "assembler", line: "assembling\tpass 1" },
  {
    type: "stage-output",
    stage: "assembler",
    line: "\x1b[31mwarning:\x1b[0m hostile \x1b[2J\x1b[5A\x07 \u202e text \u009b31m 日本語 end\r",
  },
  { type: "stage-finished", stage: "hex2", tree, size: 1_300_000, seconds: 62.3, how: "built" },
  { type: "stage-finished", stage: "assembler", tree, size: 12_345, seconds: 3725, how: "built" },
  { type: "run-finished", built: 2, reused: 2, failed: 0, stopped: 0, skipped: 0, seconds: 3790.2, interrupted: false },
];

/** One stage fails with two failures, and what uses it is skipped. */
export const failure: readonly Event[] = [
  {
    type: "run-started",
    targets: ["tinycc-2", "libc-1"],
    jobs: 2,
    cores: 2,
    stages: [{ stage: "tinycc-1" }, { stage: "tinycc-2" }],
  },
  { type: "stage-started", stage: "tinycc-1", key, why: { type: "never-built" } },
  { type: "stage-output", stage: "tinycc-1", line: "cc: line 3: no such label" },
  {
    type: "stage-failed",
    stage: "tinycc-1",
    failures: [
      {
        kind: "failure",
        code: "step-failed",
        message: 'Cannot build stage "tinycc-1": step "compile" exited with 3',
        place: { file: "recipes/tinycc/recipe.yaml", line: 6, column: 5, length: 7, text: "  - compile" },
        details: ["cc: line 3: no such label", "hostile \x1b[2J\x07 detail"],
        hint: "run `fromseed shell tinycc-1` and try the step",
      },
      { kind: "failure", code: "disk-full", message: 'Cannot keep the failed tree of "tinycc-1": no space is left' },
    ],
    log: "/home/user/.local/share/fromseed/logs/tinycc-1",
    kept: "/home/user/.local/share/fromseed/failed/tinycc-1",
    seconds: 12.34,
  },
  { type: "stage-skipped", stage: "tinycc-2", because: { type: "use-failed", stage: "tinycc-1" } },
  { type: "run-finished", built: 0, reused: 0, failed: 1, stopped: 0, skipped: 1, seconds: 12.4, interrupted: false },
];

/** Stopped while a stage runs. */
export const interruption: readonly Event[] = [
  { type: "run-started", targets: ["gcc"], jobs: 2, cores: 2, stages: [{ stage: "gcc", expectedSeconds: 7200 }] },
  { type: "stage-started", stage: "gcc", key, why: { type: "key-changed" }, expectedSeconds: 7200 },
  { type: "stage-waiting", stage: "gcc", for: { type: "source", source: "gcc" } },
  { type: "stage-progress", stage: "gcc", activity: "unpacking", what: "gcc-13.tar.xz", done: 1000, total: 0 },
  { type: "stage-stopped", stage: "gcc", seconds: 4.5 },
  { type: "run-finished", built: 0, reused: 0, failed: 0, stopped: 1, skipped: 0, seconds: 5, interrupted: true },
];
