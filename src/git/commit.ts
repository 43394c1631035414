// A commit's bytes taken apart as git-commit(1) writes them: its fixed headers, its others, its message, and what of it
// was signed. Must never pass over a header in a strange place: what one reader sees, all must see.

import { isObjectId } from "./object-id.ts";

export interface Commit {
  readonly tree: string;
  readonly parents: readonly string[];
  /** As it stands: a name, an address in angle brackets, seconds since 1970 and a time zone. A claim of its maker. */
  readonly committer: string;
  /** Of the committer, in seconds since 1970; undefined when it says none. */
  readonly time: number | undefined;
  /** The first line of the message, in its own encoding where that is UTF-8. */
  readonly subject: string;
  /** Armored, in the header of the repository's kind of digest; undefined where there is none. */
  readonly signature: string | undefined;
  /** There is one in the header of the other kind of digest, too. */
  readonly otherSignature: boolean;
  /** Tags that it merged, whole, in headers of their own; each character is a byte. */
  readonly mergeTags: readonly string[];
  /** All of it. */
  readonly bytes: Buffer;
  /** What a signature is over: the commit without its signatures. */
  readonly signed: Buffer;
}

/** Reads a commit, or says what breaks its form, as the end of a sentence. `id` is its name. */
export function readCommit(bytes: Buffer, id: string): Commit | string {
  const end = bytes.indexOf("\n\n");
  const head = bytes.toString("latin1", 0, end < 0 ? bytes.length : end + 1);
  if (!head.endsWith("\n")) return "its last header has no end";
  if (head.includes("\0")) return "a header of it has a zero byte";
  const headers: { name: string; value: string; text: string }[] = [];
  for (const line of head.slice(0, -1).split("\n")) {
    const last = headers.at(-1);
    if (line.startsWith(" ")) {
      if (last === undefined) return "it begins with the end of a header";
      last.value += `\n${line.slice(1)}`;
      last.text += `${line}\n`;
      continue;
    }
    const space = line.indexOf(" ");
    const name = space < 0 ? line : line.slice(0, space);
    headers.push({ name, value: space < 0 ? "" : line.slice(space + 1), text: `${line}\n` });
  }
  const take = (name: string): string | undefined => (headers[at]?.name === name ? headers[at++]!.value : undefined);
  let at = 0;
  const isOwnId = (text: string): boolean => text.length === id.length && isObjectId(text);
  const tree = take("tree");
  if (tree === undefined || !isOwnId(tree)) return "it does not begin with its tree";
  const parents: string[] = [];
  for (let parent = take("parent"); parent !== undefined; parent = take("parent")) parents.push(parent);
  if (!parents.every(isOwnId)) return "a parent of it is not the name of a commit";
  if (new Set(parents).size !== parents.length) return "it has one parent twice";
  const author = take("author");
  const committer = take("committer");
  if (author === undefined || committer === undefined) return "it has no author or no committer after its parents";
  const others = headers.slice(at);
  const names = others.map(({ name }) => name);
  const fixed = names.find((name) => ["tree", "parent", "author", "committer"].includes(name));
  if (fixed !== undefined) return `its header "${fixed}" is there twice, or out of place`;
  const twice = SIGNATURES.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice !== undefined) return `its header "${twice}" is there twice`;
  const kept = headers.filter(({ name }) => !SIGNATURES.includes(name)).map((header) => header.text);
  const own = SIGNATURES[id.length === 40 ? 0 : 1];
  const message = end < 0 ? Buffer.alloc(0) : bytes.subarray(end + 1);
  return {
    tree,
    parents,
    committer: Buffer.from(committer, "latin1").toString("utf8"),
    time: timeOf(committer),
    subject: message.toString("utf8").trimStart().split("\n")[0]!,
    signature: others.find(({ name }) => name === own)?.value,
    otherSignature: names.some((name) => SIGNATURES.includes(name) && name !== own),
    mergeTags: others.flatMap(({ name, value }) => (name === "mergetag" ? [value] : [])),
    bytes,
    signed: Buffer.concat([Buffer.from(kept.join(""), "latin1"), message]),
  };
}

/** In repositories of SHA-1 and of SHA-256. */
const SIGNATURES: readonly string[] = ["gpgsig", "gpgsig-sha256"];

function timeOf(committer: string): number | undefined {
  const seconds = />[ ]?(\d{1,11}) [+-]\d{4}$/.exec(committer)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
