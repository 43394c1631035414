// The chain from the seed to tinycc's fixpoint, cold, stage by stage, beside the same steps as a plain script with no
// sandbox, in one run. `npm run bench:chain`. The source is fetched before: what the network costs is not what is
// measured.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { machineFacts } from "./machine.ts";
import { best, rowText, timed, type Times } from "./measure.ts";

const ROUNDS = 5;
const checkout = resolve(import.meta.dirname, "..");
const root = mkdtempSync(join(tmpdir(), "fromseed-bench-"));
const home = join(root, "home");
const mirror = join(root, "mirror");

function fromseed(...words: string[]): Times {
  return timed(process.execPath, [
    "--disable-warning=ExperimentalWarning",
    join(checkout, "src/cli/main.ts"),
    ...words,
    "--home",
    home,
  ]);
}

try {
  console.log(machineFacts());
  fromseed("fetch", "tinycc", "--into", mirror);
  fromseed("build", "tinycc");
  const exported = join(root, "exported");
  fromseed("export", "tinycc", exported, "--replay", "--closure");

  const builds = Array.from({ length: ROUNDS }, () => {
    rmSync(home, { recursive: true, force: true });
    return fromseed("build", "tinycc", "--offline", "--mirror", mirror, "--json");
  });
  const nothing = best(Array.from({ length: ROUNDS }, () => fromseed("build", "tinycc")));
  const plain = best(Array.from({ length: ROUNDS }, () => timed("/bin/sh", [join(exported, "plain.sh")])));
  const ours = best(builds);

  console.log("\nstage by stage (wall, as the run's events tell it):");
  for (const line of ours.output.trimEnd().split("\n")) {
    const event = JSON.parse(line) as { type: string; stage: string; seconds: number };
    if (event.type === "stage-finished")
      console.log(`  ${event.stage.padEnd(10)} ${(event.seconds * 1000).toFixed(0).padStart(6)} ms`);
  }
  const stages = builds[0]!.output.split("\n").filter((line) => line.includes('"stage-finished"')).length;
  const steps = readFileSync(join(exported, "plain.sh"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("(cd ")).length;
  const row = (what: string, { wall, cpu }: Times): void =>
    console.log(`  ${what.padEnd(46)} ${wall.toFixed(0).padStart(6)} ms wall ${cpu.toFixed(0).padStart(6)} ms CPU`);
  console.log("\nwhole, cold store:");
  row(`fromseed build (${stages} stages, ${steps} steps)`, ours);
  row("fromseed build again, nothing to do", nothing);
  row("plain.sh: the same steps, a shell, no sandbox", plain);
  console.log(
    `  over the plain script: ${(ours.wall / plain.wall).toFixed(1)} x; of it start-up ${nothing.wall.toFixed(0)} ms, the rest ${((ours.wall - nothing.wall - plain.wall) / steps).toFixed(0)} ms a step\n`,
  );
  const result = {
    what: "seed to tinycc's fixpoint, cold",
    value: ours.wall,
    unit: "ms" as const,
    limit: 5000,
    beside: `the floor is the plain script: ${plain.wall.toFixed(0)} ms`,
  };
  console.log(rowText(result));
  process.exitCode = result.value <= result.limit ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
