// Reads digests as people publish them: as `sha256sum`, `sha512sum` and `b2sum` write them, in BSD's style, within a
// clear-signed message, or in a .buildinfo; and what a name in them stands for.
// Must never skip a line that it does not understand: a line lost is a difference lost.

import { asSha256 } from "../bytes/sha256.ts";
import { succeed, type Failure, type Place, type Result } from "../model/failure.ts";
import type { NamedDigest, OtherDigest } from "./party.ts";
import { listedLines, type ListedLine } from "./sums-wrapping.ts";

export interface Sums {
  readonly digests: readonly NamedDigest[];
  /** Of other algorithms, which compare only with their like. */
  readonly others: readonly OtherDigest[];
}

/**
 * Reads a text of lines `digest name`, `digest *name` or `ALGORITHM (name) = digest`; lines that begin with "#" are
 * comments. A name that ends in `.tree`, in whatever folder, is the listing of the stage that it is named for;
 * `<stage>/<path>` is a file; a bare name is a stage's listing. What `file` is called tells sha512sum from b2sum.
 */
export function parseSums(text: string, file: string): Result<Sums> {
  const failures: Failure[] = [];
  const digests: NamedDigest[] = [];
  const others: OtherDigest[] = [];
  const longDigest = /(?:^|[./_-])(?:b2|blake2b?)(?:sums?)?(?:[./_-]|$)/i.test(file) ? "blake2b" : "sha512";
  for (const line of listedLines(text)) {
    const read = readLine(line, longDigest);
    const subject = typeof read === "string" ? undefined : subjectOf(read.name);
    if (typeof read === "string") failures.push(refusal(file, line, read));
    else if (subject === undefined)
      failures.push(refusal(file, line, `${JSON.stringify(read.name)} does not name a stage or a file of one`));
    else if (read.algorithm === "sha256") digests.push({ ...subject, sha256: asSha256(read.digest)! });
    else others.push({ ...subject, algorithm: read.algorithm, digest: read.digest });
  }
  return failures.length > 0 ? { ok: false, failures } : succeed({ digests, others });
}

function refusal(file: string, { index, text }: ListedLine, found: string): Failure {
  const place: Place = { file, line: index + 1, column: 1, length: Math.max(1, text.length), text };
  return {
    kind: "failure",
    code: "manifest-form",
    message: `Cannot read digests "${file}": ${found}`,
    place,
    hint: "the form is that of sha256sum: 64 hexadecimal digits, two spaces, a name",
  };
}

type LongDigest = OtherDigest["algorithm"];

interface ReadLine {
  readonly algorithm: "sha256" | LongDigest;
  readonly digest: string;
  readonly name: string;
}

/** By the names that the programs write, and how many digits each has. */
const BSD: Readonly<Record<string, readonly [algorithm: ReadLine["algorithm"], digits: number]>> = {
  SHA256: ["sha256", 64],
  SHA512: ["sha512", 128],
  BLAKE2b: ["blake2b", 128],
};

/** Or what is wrong with it. */
function readLine({ text, name: named }: ListedLine, longDigest: LongDigest): ReadLine | string {
  const bsd = /^(\\?)([A-Za-z0-9]+) \(([^]+)\) = ([0-9A-Fa-f]+)$/.exec(text);
  // The name of a .buildinfo's line comes after a size; it is already apart.
  const gnu = /^(\\?)([0-9A-Fa-f]{64}|[0-9A-Fa-f]{128}) [ *]?([^]*\S[^]*)$/.exec(text);
  if (bsd !== null && gnu === null) {
    const [, escaped, which, name, digest] = bsd as unknown as [string, string, string, string, string];
    const [algorithm, digits] = BSD[which] ?? [];
    if (algorithm === undefined) return `its digests are ${which}, and SHA256, SHA512 and BLAKE2b are read`;
    if (digest.length !== digits) return "a line has another form";
    return withName({ algorithm, digest: digest.toLowerCase() }, escaped, name);
  }
  if (gnu === null) return "a line has another form";
  const [, escaped, digits, name] = gnu as unknown as [string, string, string, string];
  const digest = digits.toLowerCase();
  return withName({ algorithm: digest.length === 64 ? "sha256" : longDigest, digest }, escaped, named ?? name);
}

function withName(line: Omit<ReadLine, "name">, escaped: string, name: string): ReadLine | string {
  const plain = escaped === "\\" ? unescape(name) : name;
  return plain === undefined
    ? `${JSON.stringify(name)} does not name a stage or a file of one`
    : { ...line, name: plain };
}

/**
 * Undoes the escapes of a line that begins with a backslash; undefined when there is one that sha256sum does not write.
 */
function unescape(name: string): string | undefined {
  const written: Readonly<Record<string, string>> = { "\\\\": "\\", "\\n": "\n", "\\r": "\r" };
  return /^([^\\]|\\[\\nr])*$/.test(name) ? name.replace(/\\[^]/g, (escape) => written[escape]!) : undefined;
}

function subjectOf(name: string): Omit<NamedDigest, "sha256"> | undefined {
  const names = name.replace(/^(\.\/+)+/, "").split("/");
  const [stage = "", ...path] = names;
  const last = names.at(-1)!;
  if (last.endsWith(".tree") && last !== ".tree") return { stage: last.slice(0, -".tree".length) };
  if (names.some((each) => each === "" || each === "." || each === "..")) return undefined;
  return path.length === 0 ? { stage } : { stage, path: path.join("/") };
}
