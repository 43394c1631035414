// Says why a step failed, in words that name what to change. Must never guess: where the cause is not certain, it says
// what was seen and no more.

import { constants as fileConstants } from "node:fs";
import { open } from "node:fs/promises";
import { constants } from "node:os";
import type { Limits } from "../model/recipe.ts";
import { findOnHost } from "./find-on-host.ts";
import type { PreparedRoot } from "./prepared-root.ts";
import type { Program } from "./chain.ts";
import type { LimitName } from "./monitor.ts";
import { PROC_UNAVAILABLE, unavailable, type Reason } from "./unavailable.ts";

/** What a program's exit code says, where bubblewrap reports a signal as shells do. */
export function exitReason(code: number): string {
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  return signal === undefined ? `exit code ${code}` : `killed by signal ${signal} (exit code ${code})`;
}

/** Whether an exit code means that a file grew over RLIMIT_FSIZE, which is the limit of disk. */
export function isFileSizeSignal(code: number): boolean {
  return code === 128 + constants.signals.SIGXFSZ;
}

/** What is said of a limit that was passed, and what raises it. */
export function limitReason(limit: LimitName, limits: Limits): Reason {
  const value = limits[limit];
  const what = {
    seconds: `${value} seconds`,
    memory: `${amount(value)} of memory`,
    processes: `${value} processes and threads`,
    disk: `${amount(value)} of disk`,
  }[limit];
  const key = limit === "seconds" ? "time" : limit;
  return {
    code: (
      { seconds: "limit-time", memory: "limit-memory", processes: "limit-processes", disk: "limit-disk" } as const
    )[limit],
    message: `the stage exceeded its limit of ${what}`,
    hint: `raise "${key}" under "limits" in the recipe if the stage needs more`,
  };
}

/** Bytes as a recipe would write them, `512MiB`, where they are whole. */
function amount(bytes: number): string {
  const power = [4, 3, 2, 1].find((each) => bytes % 1024 ** each === 0);
  return power === undefined ? `${bytes} bytes` : `${bytes / 1024 ** power}${["KiB", "MiB", "GiB", "TiB"][power - 1]}`;
}

/** A program that was not started, and what was seen of that. */
export interface NotStarted {
  readonly prepared: PreparedRoot;
  readonly program: Program;
  /** The lines that bubblewrap and the programs before it have printed. */
  readonly said: readonly string[];
  /** Whether this machine lets no /proc be mounted. */
  readonly lacksProc: boolean;
}

/** Why nothing was started, from the last words of the chain. */
export async function startReason({ prepared, program, said, lacksProc }: NotStarted): Promise<Reason> {
  const { argv, directory } = program;
  const last = said.at(-1) ?? "";
  if (last.startsWith(`bwrap: Can't chdir to ${directory}:`))
    return { code: "step-not-started", message: `no directory ${JSON.stringify(directory)} in the root` };
  const name = argv[0]!;
  if (!last.startsWith(`bwrap: execvp ${name}:`))
    return lacksProc && prepared.root.proc ? PROC_UNAVAILABLE : unavailable(prepared.scratch, said);
  const quoted = JSON.stringify(name);
  const found = await locate(prepared, program);
  if (found === undefined)
    return name.includes("/")
      ? { code: "step-not-started", message: `no program ${quoted} in the root` }
      : { code: "step-not-started", message: `no program ${quoted} in the directories of PATH in the root` };
  const interpreter = await interpreterOf(found);
  if (interpreter !== undefined && (await findOnHost(prepared, interpreter)) === undefined) {
    return {
      code: "step-not-started",
      message: `the program ${quoted} needs the interpreter ${JSON.stringify(interpreter)}, and there is none in the root`,
      hint: "use the stage that holds the interpreter, or link the program statically",
    };
  }
  return {
    code: "step-not-started",
    message: `the kernel does not run ${quoted}: ${last.slice(last.lastIndexOf(": ") + 2)}`,
  };
}

/** As execvp(3) looks: a name without "/" in each directory of PATH. */
async function locate(prepared: PreparedRoot, { argv, directory }: Program): Promise<string | undefined> {
  const name = argv[0]!;
  const within = (path: string): string => (path.startsWith("/") ? path : `${directory}/${path}`);
  if (name.includes("/")) return findOnHost(prepared, within(name));
  for (const place of (prepared.root.environment["PATH"] ?? "/bin:/usr/bin").split(":")) {
    const found = await findOnHost(prepared, within(`${place}/${name}`));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What else the kernel must load to run a file: after `#!`, or an ELF file's PT_INTERP (64 bits, little endian). */
async function interpreterOf(path: string): Promise<string | undefined> {
  // A step may have left a fifo by that name, on which a plain open would wait for ever.
  const file = await open(path, fileConstants.O_RDONLY | fileConstants.O_NONBLOCK).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    if (!(await file.stat()).isFile()) return undefined;
    const head = Buffer.alloc(65536);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const bytes = head.subarray(0, bytesRead);
    const script = /^#![ \t]*([^\s\0]+)/.exec(bytes.toString("latin1", 0, 256))?.[1];
    if (script !== undefined) return script;
    if (bytes.length < 64 || bytes.readUInt32BE(0) !== 0x7f454c46 || bytes[4] !== 2 || bytes[5] !== 1) return undefined;
    const [table, size, count] = [Number(bytes.readBigUInt64LE(32)), bytes.readUInt16LE(54), bytes.readUInt16LE(56)];
    for (let at = table; at < table + size * count && at + 56 <= bytes.length; at += size) {
      if (bytes.readUInt32LE(at) !== 3) continue; // PT_INTERP
      const [offset, length] = [Number(bytes.readBigUInt64LE(at + 8)), Number(bytes.readBigUInt64LE(at + 32))];
      return bytes.toString("latin1", offset, offset + length).replace(/\0.*$/s, "");
    }
    return undefined;
  } catch (error) {
    // An offset beyond the end.
    if (error instanceof RangeError) return undefined;
    throw error;
  } finally {
    await file.close();
  }
}
