// The members of an ar archive, which a Debian package is (deb(5), ar(5)): a name and a part of the file each. Must never
// read more than the headers, nor take a member that is not whole.

import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Inner } from "./inner.ts";
import { tooMuch, type UnpackLimits, unpackLimits } from "./limits.ts";
import { type Part, reading } from "./reading.ts";
import { Refused } from "./refused.ts";

export interface ArMember extends Required<Part> {
  /** Without the `/` that GNU ar ends it with. */
  readonly name: string;
}

const MAGIC = "!<arch>\n";
const HEADER = 60;

/** In their order; undefined of a file that is no ar archive. Throws Refused for a broken one. */
export async function arMembers(
  path: string,
  limits: Pick<UnpackLimits, "members">,
): Promise<readonly ArMember[] | undefined> {
  await using file = await open(path);
  const { size: end } = await file.stat();
  const read = async (from: number, length: number): Promise<string> => {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, from);
    return buffer.toString("latin1", 0, bytesRead);
  };
  if ((await read(0, MAGIC.length)) !== MAGIC) return undefined;
  const members: ArMember[] = [];
  for (let at = MAGIC.length; at < end; ) {
    if (members.length === limits.members) throw tooMuch(`it has more than ${limits.members} members`);
    // Name, time, owner, group, mode; the size in decimal; two bytes that end each header.
    const header = /^([^]{16})[^]{32}(\d{1,10}) *`\n$/.exec(await read(at, HEADER));
    if (header === null) throw new Refused(`there is no header of a member ${at} bytes into it`);
    const from = at + HEADER;
    const size = Number(header[2]);
    if (from + size > end) throw new Refused("it ends too early: its last member is cut");
    members.push({ name: header[1]!.trimEnd().replace(/(?<=.)\/$/, ""), path, from, size });
    at = from + size + (size % 2);
  }
  return members;
}

/** Of a Debian package, the archive of its files; undefined of anything else. */
export async function packageContent(path: string): Promise<Inner | undefined> {
  try {
    const members = await arMembers(path, unpackLimits);
    const data = members?.find(({ name, size }) => name.startsWith("data.tar") && size > 0);
    if (data === undefined) return undefined;
    const hash = createHash("sha256");
    for await (const bytes of reading(data, { onRead: () => {}, signal: undefined })) hash.update(bytes);
    return { path: data.name, sha256: hash.digest("hex") as Sha256 };
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
