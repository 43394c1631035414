// What it costs to hand on what was built: an image beside `tar cf` of the same tree (the second image of a tree, whose
// digests are known then), a pull beside `cp -a` of the same closure, both also with the digests that tar and cp do not
// take; the verification before an install. `npm run bench:sharing -- HOME TARGET [PROJECT]`; HOME holds the target
// built, and is not changed but for an observation by a key made here. All in one run, as only ratios mean something.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { generateKey } from "openpgp";
import { parseManifest } from "../src/manifest/parse.ts";
import { machineFacts } from "./machine.ts";
import { best, rowText, timed, type Row, type Times } from "./measure.ts";

const [home, target, project = "."] = process.argv.slice(2);
if (home === undefined || target === undefined) {
  process.stderr.write("usage: bench/sharing.ts HOME TARGET [PROJECT]\n");
  process.exit(2);
}
const ROUNDS = 3;
const checkout = resolve(import.meta.dirname, "..");
const scratch = mkdtempSync(join(process.env["TMPDIR"] ?? tmpdir(), "fromseed-sharing-"));
const fromseed = (own: string, ...words: readonly string[]): Times =>
  timed(join(checkout, "fromseed"), [...words, "--home", own, "--project", resolve(project)]);

/** The best of several runs of two ways, one after the other in turn. */
function side(one: (round: number) => Times, other: (round: number) => Times): readonly [Times, Times] {
  const runs = Array.from({ length: ROUNDS }, (_, round) => [one(round), other(round)] as const);
  return [best(runs.map(([own]) => own)), best(runs.map(([, own]) => own))];
}

const at = (name: string): string => join(scratch, name);
const text = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
/** A busy machine tells by processor time what it cannot tell by the clock. */
const both = ({ wall, cpu }: Times): string => `${text(wall)} (${text(cpu)} of processor)`;

try {
  const { privateKey, publicKey } = await generateKey({
    userIDs: [{ name: "bench", email: "bench@example.org" }],
    format: "object",
  });
  writeFileSync(at("secret"), privateKey.armor());
  mkdirSync(at("keys"));
  writeFileSync(at("keys/bench.asc"), publicKey.armor());
  writeFileSync(at("policy"), `signer bench ${privateKey.getFingerprint()}\nstages * need bench built\n`);
  const trust = ["--keys", at("keys"), "--policy", at("policy")];
  fromseed(home, "attest", target, "--key", at("secret"));
  fromseed(home, "publish", target, at("published"));

  const rows: Row[] = [];
  const manifest = parseManifest(readFileSync(join(home, "manifests", `${target}.json`)));
  if (!manifest.ok) throw new Error("the home has no manifest of the target");
  const tree = join(home, "trees", manifest.value.tree.sha256);
  const [image, tar] = side(
    (round) => fromseed(home, "export", target, "--oci", at(`image-${round}`)),
    (round) => timed("tar", ["-C", tree, "-cf", at(`tar-${round}`), "."]),
  );
  rows.push({
    what: `${target} as an image: time of tar cf`,
    value: image.wall / tar.wall,
    unit: "ratio",
    limit: 1.5,
    beside: `${both(image)}, tar ${both(tar)}`,
  });
  // No image without its digest: what any program would have to do for it.
  const [, sums] = side(
    () => tar,
    (round) => timed("sha256sum", [at(`tar-${round}`)]),
  );
  rows.push({
    what: "the same: time of tar cf and sha256sum",
    value: image.wall / (tar.wall + sums.wall),
    unit: "ratio",
    limit: 1.5,
    beside: `sha256sum ${both(sums)}`,
  });

  const index = readFileSync(at("published/index"), "utf8");
  const trees = [...index.matchAll(/^tree .* ([0-9a-f]{64})$/gm)].map(([, digest]) => join(home, "trees", digest!));
  const [pull, copy] = side(
    (round) => fromseed(at(`home-${round}`), "pull", target, "--from", at("published"), ...trust),
    (round) => {
      mkdirSync(at(`copy-${round}`));
      return timed("cp", ["-a", ...trees, at(`copy-${round}`)]);
    },
  );
  rows.push({
    what: `pull of ${target}: time of copying its trees`,
    value: pull.wall / copy.wall,
    unit: "ratio",
    limit: 1.5,
    beside: `${both(pull)}, cp ${both(copy)}`,
  });

  const [, copySums] = side(
    () => copy,
    () => timed("sh", ["-c", 'find "$@" -type f -exec sha256sum {} + >/dev/null', "sh", ...trees]),
  );
  rows.push({
    what: "the same: time of copying and sha256sum",
    value: pull.wall / (copy.wall + copySums.wall),
    unit: "ratio",
    limit: 1.5,
    beside: `sha256sum ${both(copySums)}`,
  });

  const verify = best(Array.from({ length: ROUNDS }, () => fromseed(at("home-0"), "verify", target, ...trust)));
  rows.push({
    what: `verification of ${target} before an install`,
    value: verify.wall,
    unit: "ms",
    limit: 1000,
    beside: `${text(verify.cpu)} of processor, with the start of Node`,
  });
  process.stdout.write(`${machineFacts()}\n${rows.map(rowText).join("\n")}\n`);
  process.exitCode = rows.some(({ value, limit }) => value > limit) ? 1 : 0;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
