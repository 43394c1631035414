// The text of a source link (LAYOUT.md): how the claim that a file unpacks to a tree is written down in `links/`, and by
// which name it is found. Pure. Must never give a link that another text would be written for.

import { byBytes } from "../bytes/order.ts";
import { canonicalJson } from "../bytes/canonical-json.ts";
import { asSha256, sha256, type Sha256 } from "../bytes/sha256.ts";
import type { SourceLink } from "../model/source-link.ts";

const LINK_VERSION = 1;

/** The name under which a link is kept: the digest of all but what came out, so that it can be asked for. */
export function linkName(link: SourceLink): Sha256 {
  return sha256(questionText(link));
}

export function writeLink(link: SourceLink): string {
  return questionText(link) + (link.unpacked === undefined ? "" : `tree ${link.unpacked.tree}\n`);
}

function questionText({ sha256: digest, size, unpacked }: SourceLink): string {
  const lines = [`fromseed-link ${LINK_VERSION}`, `file ${digest} ${size}`];
  if (unpacked !== undefined) {
    const { unpacker, inner, strip, keep, remove } = unpacked;
    lines.push(`unpacker ${unpacker}`);
    if (inner !== undefined) lines.push(`inner ${inner.sha256} ${canonicalJson(inner.path)}`);
    lines.push(`strip ${strip}`);
    lines.push(...keep.map((pattern) => `keep ${canonicalJson(pattern)}`));
    lines.push(...remove.map((pattern) => `remove ${canonicalJson(pattern)}`));
  }
  return lines.map((line) => `${line}\n`).join("");
}

/** Reads a link's text; undefined for all that writeLink would not write. */
export function readLink(text: string): SourceLink | undefined {
  const lines = text.split("\n");
  const file = /^file ([0-9a-f]{64}) (\d{1,15})$/.exec(lines[1] ?? "");
  if (file === null) return undefined;
  const plain = { sha256: asSha256(file[1]!)!, size: Number(file[2]) };
  const link = lines[2] === "" ? plain : readUnpacked(plain, lines.slice(2, -1));
  return link !== undefined && writeLink(link) === text ? link : undefined;
}

function readUnpacked(file: SourceLink, lines: readonly string[]): SourceLink | undefined {
  const values = (word: string): readonly string[] =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  const tree = asSha256(values("tree")[0] ?? "");
  const inner = /^([0-9a-f]{64}) (.*)$/.exec(values("inner")[0] ?? "");
  const innerPath = inner === null ? undefined : jsonText(inner[2]!);
  const keep = values("keep").map(jsonText);
  const remove = values("remove").map(jsonText);
  if (tree === undefined || !areSorted(keep) || !areSorted(remove)) return undefined;
  return {
    ...file,
    unpacked: {
      unpacker: Number(values("unpacker")[0]),
      ...(inner === null || innerPath === undefined
        ? {}
        : { inner: { path: innerPath, sha256: asSha256(inner[1]!)! } }),
      strip: Number(values("strip")[0]),
      keep,
      remove,
      tree,
    },
  };
}

/** Whether all could be read, and stand in the order of their bytes, each once. */
function areSorted(patterns: readonly (string | undefined)[]): patterns is readonly string[] {
  return patterns.every(
    (pattern, i) => pattern !== undefined && (i === 0 || byBytes(patterns[i - 1] ?? "", pattern) < 0),
  );
}

function jsonText(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" && value.isWellFormed() ? value : undefined;
  } catch {
    return undefined;
  }
}
