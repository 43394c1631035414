// Reads what `sha256sum` writes and `sha256sum -c` reads, and what a name in it stands for.
// Must never skip a line that it does not understand: a line lost is a difference lost.

import { asSha256 } from "../bytes/sha256.ts";
import { succeed, type Failure, type Place, type Result } from "../model/failure.ts";
import type { NamedDigest } from "./party.ts";

/**
 * Reads a text of `digest name` or `digest *name` lines; lines that begin with "#" are comments. A name that ends in
 * `.tree`, in whatever folder, is the listing of the stage that it is named for; `<stage>/<path>` is a file; a bare
 * name is a stage's listing.
 */
export function parseSums(text: string, file: string): Result<readonly NamedDigest[]> {
  const failures: Failure[] = [];
  const digests: NamedDigest[] = [];
  const lines = text.split("\n");
  const refuse = (index: number, found: string): void => {
    const line = lines[index] ?? "";
    const place: Place = { file, line: index + 1, column: 1, length: Math.max(1, line.length), text: line };
    failures.push({
      kind: "failure",
      code: "manifest-form",
      message: `Cannot read digests "${file}": ${found}`,
      place,
      hint: "the form is that of sha256sum: 64 lower-case hexadecimal digits, two spaces, a name",
    });
  };
  if (lines.pop() !== "") refuse(lines.length, "its last line has no end");
  for (const [index, line] of lines.entries()) {
    if (line.startsWith("#")) continue;
    const [, escaped, digits = "", name = ""] = /^(\\?)([0-9a-f]{64}) [ *]([^]+)$/.exec(line) ?? [];
    const sha256 = asSha256(digits);
    const plain = escaped === "\\" ? unescape(name) : name;
    const subject = plain === undefined ? undefined : subjectOf(plain);
    if (sha256 === undefined) refuse(index, "a line has another form");
    else if (subject === undefined) refuse(index, `${JSON.stringify(name)} does not name a stage or a file of one`);
    else digests.push({ ...subject, sha256 });
  }
  return failures.length > 0 ? { ok: false, failures } : succeed(digests);
}

/**
 * Undoes the escapes of a line that begins with a backslash; undefined when there is one that sha256sum does not write.
 */
function unescape(name: string): string | undefined {
  const written: Readonly<Record<string, string>> = { "\\\\": "\\", "\\n": "\n", "\\r": "\r" };
  return /^([^\\]|\\[\\nr])*$/.test(name) ? name.replace(/\\[^]/g, (escape) => written[escape]!) : undefined;
}

function subjectOf(name: string): Omit<NamedDigest, "sha256"> | undefined {
  const names = name.replace(/^(\.\/)+/, "").split("/");
  const [stage = "", ...path] = names;
  const last = names.at(-1)!;
  if (last.endsWith(".tree") && last !== ".tree") return { stage: last.slice(0, -".tree".length) };
  if (names.some((each) => each === "" || each === "." || each === "..")) return undefined;
  return path.length === 0 ? { stage } : { stage, path: path.join("/") };
}
