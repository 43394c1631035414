// Files that the command line names: what cannot be read of them is told by its path. Must never read without an end: a
// folder of others may hold a file of any size, and a path may lead to a device.

import { open, stat } from "node:fs/promises";
import { fail, succeed, type Result } from "../model/failure.ts";
import { reason } from "./reason.ts";

/** A file with what it holds. */
export interface GivenFile {
  readonly name: string;
  readonly content: Buffer;
}

/** Larger than anything that is read whole into memory here: keys, policies, manifests, observations. */
const LONGEST = 500_000_000;
const PIECE = 1 << 20;

/** Reads a file that is `what`: a key, a policy, a manifest. */
export async function readGivenFile(what: string, name: string): Promise<Result<GivenFile>> {
  const content = await contentOf(name);
  return typeof content === "string"
    ? fail("operand", `Cannot read ${what} "${name}": ${content}`)
    : succeed({ name, content });
}

/** What a file holds, or why it cannot be read, as the end of a sentence. */
export async function contentOf(name: string): Promise<Buffer | string> {
  const tooLong = `it has more than ${LONGEST} octets`;
  try {
    // What says itself that it is too long is not read at all.
    if ((await stat(name)).size > LONGEST) return tooLong;
    const content = await readAtMost(name, LONGEST + 1);
    return content.length > LONGEST ? tooLong : content;
  } catch (error) {
    return reason(error);
  }
}

/** Reads files; the first that cannot be read is the failure. */
export async function readGivenFiles(what: string, names: readonly string[]): Promise<Result<readonly GivenFile[]>> {
  const files: GivenFile[] = [];
  for (const file of await Promise.all(names.map((name) => readGivenFile(what, name)))) {
    if (!file.ok) return file;
    files.push(file.value);
  }
  return succeed(files);
}

/** The first octets of a file, a pipe or a device, `most` of them or all that there are. Throws as node:fs does. */
export async function readAtMost(path: string, most: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const pieces: Buffer[] = [];
    let length = 0;
    while (length < most) {
      // One piece for a file that says how long it is; a pipe or a device says nothing.
      const wanted = Math.min(most - length, Math.max(size - length + 1, PIECE));
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(wanted), 0, wanted);
      if (bytesRead === 0) break;
      pieces.push(buffer.subarray(0, bytesRead));
      length += bytesRead;
    }
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  } finally {
    await file.close();
  }
}
