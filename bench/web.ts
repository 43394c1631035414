// What a question to the web of certifications costs, on Debian's keyring: the first reading, a question after it, and
// the same question to sq 1.x in the same run, where one is installed (`SQ=PATH` names another than that of the PATH).

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { graphAt } from "../src/web/graph.ts";
import { parseWeb } from "../src/web/web-text.ts";
import { machineFacts } from "./machine.ts";
import { rowText, timed, type Row } from "./measure.ts";

const ROUNDS = 5;
const fromseed = resolve(import.meta.dirname, "../fromseed");
const keyring = ["pgp", "gpg"]
  .map((ending) => `/usr/share/keyrings/debian-keyring.${ending}`)
  .find((each) => existsSync(each));

/** MiB that a run has in memory at the most, as the kernel tells it until the end. */
async function peakMemory(words: readonly string[]): Promise<number> {
  const child = spawn(fromseed, words, { stdio: "ignore" });
  let peak = 0;
  const look = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      peak = Math.max(peak, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // It has just ended.
    }
  }, 20);
  await new Promise((done) => child.on("close", done));
  clearInterval(look);
  return peak;
}

/** Pairs of keys of the keyring with much between them, and a day on which most of its keys are alive. */
function pairsOf(home: string): { readonly day: string; readonly pairs: readonly (readonly [string, string])[] } {
  const [name] = readdirSync(join(home, "webs"));
  const web = parseWeb(readFileSync(join(home, "webs", name!), "utf8"))!;
  const at = web.certifications.rows().reduce((latest, { created }) => Math.max(latest, created), 0);
  const { out, into } = graphAt(web, { at });
  const most = (lists: typeof out) => [...lists.keys()].sort((a, b) => lists[b]!.length - lists[a]!.length).slice(0, 3);
  const fingerprintOf = (index: number): string => web.keys[index]!.fingerprint;
  const pairs = most(out).flatMap((from) => most(into).flatMap((to) => (from === to ? [] : [[from, to] as const])));
  const day = new Date((at + 24 * 3600) * 1000).toISOString().slice(0, 10);
  return { day, pairs: pairs.map(([from, to]) => [fingerprintOf(from), fingerprintOf(to)] as const) };
}

const sq = process.env["SQ"] ?? "sq";

/** Whether there is a sq that knows such questions at all: 0.x does not. */
function hasSq(): boolean {
  const { stdout, stderr } = spawnSync(sq, ["version"], { encoding: "utf8" });
  return /sq 1\./.test(`${stdout ?? ""}${stderr ?? ""}`);
}

async function measured(file: string, root: string): Promise<readonly Row[]> {
  const home = join(root, "home");
  const question = (from: string, to: string, at: string): readonly string[] => [
    ...["--home", home, "trust", "path", from, to, "--keys", file, "--at", at],
  ];
  const peak = await peakMemory(["--home", join(root, "other"), ...question("a", "b", "2020-01-01").slice(2)]);
  // Nobody has that address, which is found out once all is read.
  const first = timed("sh", ["-c", '"$@"; test $? != 0', "sh", fromseed, ...question("a", "b", "2020-01-01")]);
  const { day, pairs } = pairsOf(home);
  const answers = (): readonly [string, string] | undefined =>
    pairs.find(([from, to]) => spawnSync(sq, sqWords(from, to, day, root)).status === 0);
  if (hasSq()) {
    const kept = spawnSync(sq, ["--home", join(root, "sq"), "cert", "import", file], { encoding: "utf8" });
    if (kept.status !== 0) throw new Error(`sq cert import: ${kept.stderr}`);
  }
  const pair = hasSq() ? answers() : pairs[0];
  const [from, to] = pair ?? pairs[0]!;
  const runs = Array.from({ length: ROUNDS }, () => timed(fromseed, question(from, to, day)));
  const warm = Math.min(...runs.map(({ cpu }) => cpu));
  const wall = Math.min(...runs.map((run) => run.wall));
  const rows: Row[] = [
    {
      what: "the first reading of Debian's keyring",
      value: first.cpu,
      unit: "ms",
      limit: 6000,
      beside: `${file} (cpu)`,
    },
    { what: "its memory at the most", value: peak, unit: "MiB", limit: 300, beside: "VmHWM" },
    {
      what: "a question after it",
      value: warm,
      unit: "ms",
      limit: 300,
      beside: `cpu; ${wall.toFixed(0)} ms on the clock`,
    },
  ];
  if (pair === undefined || !hasSq()) {
    console.log("skipped  sq 1.x: it is not installed, or answers no such question on this keyring");
    return rows;
  }
  const theirs = Math.min(...[1, 2].map(() => timed(sq, sqWords(from, to, day, root)).cpu));
  return [
    ...rows,
    {
      what: "a question after it, against sq 1.x",
      value: warm / theirs,
      unit: "ratio",
      limit: 0.1,
      beside: `${warm.toFixed(0)} ms, sq pki identify --certification-network ${theirs.toFixed(0)} ms (cpu)`,
    },
  ];
}

function sqWords(from: string, to: string, day: string, root: string): readonly string[] {
  const [trusted, target] = [from.toUpperCase(), to.toUpperCase()];
  return [
    ...["--home", join(root, "sq"), "--trust-root", trusted, "--time", day],
    ...["pki", "identify", "--certification-network", "--cert", target],
  ];
}

console.log(machineFacts());
if (keyring === undefined) console.log("skipped  all: the package debian-keyring is not installed");
else {
  const root = mkdtempSync(join(tmpdir(), "fromseed-bench-"));
  try {
    for (const row of await measured(keyring, root)) console.log(rowText(row));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
