// From tinycc to gcc 13 by gcc 13, by this checkout and by another one, stage by stage and side by side: processor time,
// wall, peak memory, and the ratios of both. `npm run bench:gcc -- OTHER-CHECKOUT`, set up by its own `./fromseed`.
//
// A side takes half an hour or more. `--recorded HOME` takes what that state folder recorded for the other checkout's
// stages instead of building them, `--now HOME` the same for this checkout; both say so in what they print. `--to STAGE`
// goes less far.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { machineFacts } from "./machine.ts";
import { rowText, timed, type Row } from "./measure.ts";

/** Up to here both sides are alike and take seconds. */
const FROM = "tinycc";
const MOST_CPU = 0.65;
const MOST_WALL = 25 * 60_000;
const MOST_MEMORY = 1.5 * 2 ** 30;

/** What a stage took, as `fromseed list --json` tells it. */
interface Stage {
  readonly name: string;
  readonly state: string;
  readonly seconds?: number;
  readonly cpuSeconds?: number;
  readonly peakMemory?: number;
}

/** One of the two checkouts: what its stages took, and milliseconds of the whole run when there was one. */
interface Side {
  readonly stages: ReadonlyMap<string, Stage>;
  readonly wall?: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { recorded: { type: "string" }, now: { type: "string" }, to: { type: "string", default: "gcc-13-2" } },
});
const TARGET = values.to;
const other = positionals[0];
if (other === undefined || positionals.length > 1)
  throw new Error("which checkout is this one to be held against? npm run bench:gcc -- [--recorded HOME] DIR");
const root = mkdtempSync(join(tmpdir(), "fromseed-bench-"));

function measured(checkout: string, name: string, recorded: string | undefined): Side {
  const home = recorded ?? join(root, name);
  const mirror = join(root, `${name}-mirror`);
  const run = (...words: string[]) => timed(join(checkout, "fromseed"), [...words, "--home", home]);
  let wall: number | undefined;
  if (recorded === undefined) {
    run("fetch", TARGET, "--into", mirror);
    console.log(`building ${TARGET} by ${checkout} ...`);
    run("build", FROM, "--offline", "--mirror", mirror);
    wall = run("build", TARGET, "--offline", "--mirror", mirror).wall;
  }
  const listed = JSON.parse(run("list", TARGET, "--json").output) as readonly Stage[];
  const missing = listed.filter(({ state }) => state !== "built").map((stage) => stage.name);
  if (missing.length > 0) throw new Error(`${home} holds no build by ${checkout} of ${missing.join(", ")}`);
  const last = listed.findIndex((stage) => stage.name === FROM);
  const stages = new Map(listed.slice(last + 1).map((stage) => [stage.name, stage]));
  return { stages, ...(wall === undefined ? {} : { wall }) };
}

function total({ stages }: Side, of: "seconds" | "cpuSeconds"): number {
  return [...stages.values()].reduce((sum, stage) => sum + (stage[of] ?? 0), 0);
}

/** "12.3 s", or nothing for a stage that only the other side has. */
function secondsText(seconds: number | undefined): string {
  return seconds === undefined ? "-" : `${seconds.toFixed(1)} s`;
}

function memoryText(bytes: number | undefined): string {
  return bytes === undefined ? "-" : `${Math.round(bytes / 2 ** 20)} MiB`;
}

function ratioText(ours: number | undefined, theirs: number | undefined): string {
  return ours === undefined || theirs === undefined || theirs === 0 ? "-" : `${(ours / theirs).toFixed(2)} x`;
}

function line(cells: readonly string[]): string {
  return `  ${cells[0]!.padEnd(16)}${cells
    .slice(1)
    .map((cell) => cell.padStart(11))
    .join("")}`;
}

function compare(now: Side, before: Side): readonly Row[] {
  console.log(line(["", "CPU", "before", "ratio", "wall", "before", "ratio", "memory", "before"]));
  for (const name of new Set([...now.stages.keys(), ...before.stages.keys()])) {
    const [ours, theirs] = [now.stages.get(name), before.stages.get(name)];
    console.log(
      line([
        name,
        ...[ours, theirs].map((stage) => secondsText(stage?.cpuSeconds)),
        ratioText(ours?.cpuSeconds, theirs?.cpuSeconds),
        ...[ours, theirs].map((stage) => secondsText(stage?.seconds)),
        ratioText(ours?.seconds, theirs?.seconds),
        ...[ours, theirs].map((stage) => memoryText(stage?.peakMemory)),
      ]),
    );
  }
  const [ours, theirs] = [total(now, "cpuSeconds"), total(before, "cpuSeconds")];
  const rows: Row[] = [
    {
      what: `${FROM} to ${TARGET}, processor time`,
      value: ours / theirs,
      unit: "ratio",
      limit: MOST_CPU,
      beside: `${ours.toFixed(0)} s, before ${theirs.toFixed(0)} s`,
    },
  ];
  if (now.wall !== undefined)
    rows.push({
      what: `${FROM} to ${TARGET}, wall of the whole run`,
      value: now.wall,
      unit: "ms",
      limit: MOST_WALL,
      beside: before.wall === undefined ? "" : `before ${before.wall.toFixed(0)} ms`,
    });
  const largest = [...now.stages.values()].reduce((a, b) => ((b.peakMemory ?? 0) > (a.peakMemory ?? 0) ? b : a));
  rows.push({
    what: "the most memory that a stage took, of 1.5 GiB",
    value: (largest.peakMemory ?? 0) / MOST_MEMORY,
    unit: "ratio",
    limit: 1,
    beside: `${largest.name}: ${memoryText(largest.peakMemory)}`,
  });
  return rows;
}

try {
  console.log(machineFacts());
  for (const [side, home] of [
    ["this checkout", values.now],
    ["the other one", values.recorded],
  ] as const)
    if (home !== undefined) console.log(`${side}: not built now, but as recorded in ${home}`);
  const now = measured(resolve(import.meta.dirname, ".."), "now", values.now);
  const before = measured(resolve(other), "before", values.recorded);
  const rows = compare(now, before);
  for (const row of rows) console.log(rowText(row));
  process.exitCode = rows.every(({ value, limit }) => value <= limit) ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
