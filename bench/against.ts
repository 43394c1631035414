// This checkout beside another one, in one run: start-up, a build with nothing to do, a long list, a chain of small
// stages, and the seed to tinycc from a cold store. `npm run bench:against -- OTHER-CHECKOUT`, set up by its own
// `./fromseed`. Rounds alternate, so that what else the machine does falls on both.

import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chainProject } from "./chain-project.ts";
import { machineFacts } from "./machine.ts";
import { best, rowText, timed, type Row, type Times } from "./measure.ts";

/** Steps of a stage share its mounts, so that the second row shows what one more of them costs. */
const CHAINS = [
  { what: "a stage more, of one step", fewer: 10, stages: 40, steps: 1, limit: 0.7 },
  { what: "a stage more, of 40 steps", fewer: 1, stages: 3, steps: 40, limit: 0.7 },
];
const MORE_STAGES = 600;
const here = resolve(import.meta.dirname, "..");
const other = process.argv[2];
if (other === undefined) throw new Error("which checkout is this one to be held against? npm run bench:against -- DIR");
const root = mkdtempSync(join(tmpdir(), "fromseed-bench-"));
const mirror = join(root, "mirror");

/** One of the two checkouts, with a state folder of its own. */
interface Side {
  readonly home: string;
  readonly run: (...words: string[]) => Times;
}

function side(checkout: string, name: string): Side {
  const home = join(root, name);
  return { home, run: (...words) => timed(join(checkout, "fromseed"), [...words, "--home", home]) };
}

const now = side(here, "now");
const before = side(resolve(other), "before");

/** The best of alternating rounds: of this checkout, then of the other one. */
function both(rounds: number, work: (side: Side) => Times): readonly [Times, Times] {
  const ours: Times[] = [];
  const theirs: Times[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(work(now));
    theirs.push(work(before));
  }
  return [best(ours), best(theirs)];
}

function ratio(what: string, limit: number, [ours, theirs]: readonly [Times, Times], of: "wall" | "cpu"): Row {
  const figures = `${ours[of].toFixed(0)} ms, before ${theirs[of].toFixed(0)} ms (${of})`;
  return { what, value: ours[of] / theirs[of], unit: "ratio", limit, beside: figures };
}

/** Our own project with many stages more, all of one recipe with many files. */
function longProject(directory: string): void {
  for (const part of ["recipes", "stages", "bootstrap-seed"])
    cpSync(join(resolve(other!), part), join(directory, part), { recursive: true });
  const stages = Array.from({ length: MORE_STAGES }, (_, i) => `  - name: more-${i}\n    recipe: tinycc\n`);
  writeFileSync(
    join(directory, "stages/more.yaml"),
    `stages:\n${stages.map((text) => `${text}    uses: [tinycc-1]\n`).join("")}`,
  );
}

function cold(project: readonly string[]): (side: Side) => Times {
  return ({ home, run }) => {
    rmSync(home, { recursive: true, force: true });
    return run("build", "--offline", "--mirror", mirror, ...project);
  };
}

try {
  console.log(machineFacts());
  for (const each of [now, before]) each.run("fetch", "tinycc", "--into", mirror);
  const rows: Row[] = [];
  const tinycc = both(5, cold([]));
  rows.push(ratio("seed to tinycc, cold", 0.6, tinycc, "wall"));
  rows.push(
    ratio(
      "build with nothing to do",
      0.5,
      both(10, ({ run }) => run("build")),
      "wall",
    ),
  );
  const help = both(10, ({ run }) => run("--help"))[0].wall;
  rows.push({ what: "--help of a set-up checkout", value: help, unit: "ms", limit: 80, beside: "" });
  const long = join(root, "long");
  longProject(long);
  const listed = both(2, ({ run }) => run("list", "--project", long));
  rows.push(ratio(`list with ${MORE_STAGES} stages more`, 0.2, listed, "cpu"));
  for (const { what, fewer, stages, steps, limit } of CHAINS) {
    const timesOf = (count: number): readonly [Times, Times] => {
      const chain = join(root, `chain-${count}-${steps}`);
      chainProject(chain, count, steps);
      return both(5, cold(["--project", chain]));
    };
    const few = timesOf(fewer);
    const many = timesOf(stages);
    const more = (i: 0 | 1): Times => ({ ...many[i], wall: (many[i].wall - few[i].wall) / (stages - fewer) });
    rows.push(ratio(what, limit, [more(0), more(1)], "wall"));
  }
  for (const row of rows) console.log(rowText(row));
  process.exitCode = rows.every(({ value, limit }) => value <= limit) ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
