// The way from the seed to tinycc interpreted, beside the same steps natively as a plain script, in one run.
// `npm run bench:interpreter`. The source is fetched before: what the network costs is not what is measured.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { machineFacts } from "./machine.ts";
import { best, rowText, timed, type Row, type Times } from "./measure.ts";

const ROUNDS = 3;
const checkout = resolve(import.meta.dirname, "..");
const root = mkdtempSync(join(tmpdir(), "fromseed-bench-"));
const home = join(root, "home");

function fromseed(...words: string[]): Times {
  const program = ["--disable-warning=ExperimentalWarning", join(checkout, "src/cli/main.ts")];
  return timed(process.execPath, [...program, ...words, "--home", home]);
}

try {
  console.log(machineFacts());
  fromseed("build", "tinycc");
  const exported = join(root, "exported");
  fromseed("export", "tinycc", exported, "--replay", "--closure");
  const native: Times[] = [];
  const interpreted: Times[] = [];
  // In turns, so that both see the machine alike.
  for (let round = 0; round < ROUNDS; round++) {
    native.push(timed("/bin/sh", [join(exported, "plain.sh")]));
    interpreted.push(fromseed("replay", "--interpreted", "tinycc", "--offline"));
  }
  const [plain, ours] = [best(native), best(interpreted)];
  console.log(ours.output);
  // By processor time of all threads: what else runs on the machine is no part of it. Beside it, the time on the clock.
  const [cpuPlain, cpuOurs] = [best(native, "cpu").cpu, best(interpreted, "cpu").cpu];
  const clock = `on the clock ${ours.wall.toFixed(0)} ms, and ${plain.wall.toFixed(0)} ms as a plain script`;
  const both = `${cpuOurs.toFixed(0)} ms over ${cpuPlain.toFixed(0)} ms`;
  const rows: readonly Row[] = [
    { what: "seed to tinycc, interpreted, of the processor", value: cpuOurs, unit: "ms", limit: 30_000, beside: clock },
    { what: "the same, over the plain script's", value: cpuOurs / cpuPlain, unit: "ratio", limit: 40, beside: both },
  ];
  for (const row of rows) console.log(rowText(row));
  process.exitCode = rows.every(({ value, limit }) => value <= limit) ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
