// Which of LLVM's own tests its opt and llc are tried with: by a rule and not by hand, so that nobody can choose those
// that work. Must be the same on every machine.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { byBytes } from "../../src/bytes/order.ts";
import { sha256 } from "../../src/bytes/sha256.ts";

/** The files below a folder of LLVM's tests of whose text `fits` holds. */
export interface Choice {
  /** Where llvm/test lies. */
  readonly tests: string;
  readonly folder: string;
  readonly fits: (text: string) => boolean;
}

/**
 * The paths of `count` files of the choice: those with the smallest SHA-256 digests, of which nobody thought who wrote
 * the tests. What is for other processors than x86 is left out.
 */
export function chosen({ tests, folder, fits }: Choice, count: number): readonly string[] {
  const read = (path: string): string => readFileSync(join(tests, path), "latin1");
  const paths = readdirSync(join(tests, folder), { recursive: true, encoding: "utf8" }).map((name) =>
    join(folder, name),
  );
  const others = paths
    .filter((path) => path.endsWith("/lit.local.cfg") && !isForX86(read(path)))
    .map((path) => `${dirname(path)}/`);
  return paths
    .filter((path) => path.endsWith(".ll") && !others.some((other) => path.startsWith(other)) && fits(read(path)))
    .map((path) => ({ path, digest: sha256(path) }))
    .sort((a, b) => byBytes(a.digest, b.digest))
    .slice(0, count)
    .map(({ path }) => path);
}

/** Whether a folder's tests run where LLVM knows x86 alone, as its lit.local.cfg tells. */
export function isForX86(configuration: string): boolean {
  const named = configuration.matchAll(/["'](\w+)["'] (?:not )?in (?:config\.root\.)?targets\b/g);
  const processors = Array.from(named, ([, processor]) => processor);
  return processors.length === 0 || processors.includes("X86");
}

/** Needs nothing of how LLVM was built, and no other processor. */
export function standsAlone(text: string): boolean {
  return !/^; *(?:REQUIRES|UNSUPPORTED|XFAIL):|^target triple = "(?!x86_64|i[3-6]86)/m.test(text);
}

/** Whatever reads it must refuse it as it stands: so say all lines that tell how the test is run. */
export function isRefused(text: string): boolean {
  const runs = text.match(/^; *RUN:.*$/gm) ?? [];
  return runs.length > 0 && runs.every((run) => REFUSED.test(run)) && standsAlone(text);
}

const REFUSED =
  /^; *RUN: not (?:opt|llvm-as)(?: +(?:< ?%s|%s|-S|--?disable-output|-passes=verify|(?:-o|>) ?\/dev\/null))+ +2>&1 +\|/;
