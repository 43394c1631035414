// Takes a source from a file of this machine, or the bytes of one that nobody pinned.

import { type FileHandle, constants, open } from "node:fs/promises";
import { checkedCopy, type Taking, writeFrom } from "./checked-copy.ts";
import type { Answered, Miss } from "./miss.ts";

/** Copies it as checkedCopy does. */
export async function takeFile(taking: Taking, path: string): Promise<Miss | undefined> {
  const { source } = taking;
  const opened = await openFile(path);
  if (typeof opened === "string") return { found: opened, servedBy: undefined };
  const { size } = opened;
  await using input = opened.input;
  if (size !== source.size) return { found: `wrong size: ${size} bytes`, servedBy: undefined, wrongBytes: true };
  return await checkedCopy(taking, "found", async (write) => {
    await writeFrom(input, source.size, write);
    return undefined;
  });
}

/** The bytes of a file that has no more than `most`. */
export async function readWhole(path: string, most: number): Promise<Answered> {
  const miss = (found: string): Answered => ({ ok: false, found, servedBy: undefined });
  const opened = await openFile(path);
  if (typeof opened === "string") return miss(opened);
  await using input = opened.input;
  if (opened.size > most) return miss(`it is longer than ${most} bytes`);
  try {
    return { ok: true, value: await input.readFile() };
  } catch (error) {
    return miss(`cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** Opens a file of this machine to be read, which whoever asked closes; or says why that cannot be. */
export async function openFile(path: string): Promise<{ readonly input: FileHandle; readonly size: number } | string> {
  let input: FileHandle;
  try {
    // A fifo that nobody writes to is not waited for.
    input = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" ? "no such file" : `cannot be opened: ${code}`;
  }
  const facts = await input.stat();
  if (facts.isFile()) return { input, size: facts.size };
  await input.close();
  return "is not a file";
}
