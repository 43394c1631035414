// The state folder: which one it is, and whether it can be one. A mistyped --home is refused before anything is made.

import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fail, succeed, type Result } from "../model/failure.ts";
import { strangersAmong } from "../store/home.ts";
import type { Options } from "./options.ts";
import { reason } from "./reason.ts";

export interface Home {
  readonly path: string;
  /** Who has chosen it. */
  readonly from: "flag" | "environment" | "default";
}

/** What a command does to the state folder; one that reads it finds all stages new where there is none yet. */
export type HomeUse = "makes" | "reads" | "none";

/** `--home`, else FROMSEED_HOME, else the user's data directory (XDG Base Directory Specification). */
export function homeOf(options: Options, environment: Readonly<Record<string, string | undefined>>): Result<Home> {
  const flag = options.values.get("home")?.[0];
  if (flag !== undefined) return succeed({ path: resolve(flag), from: "flag" });
  const chosen = environment["FROMSEED_HOME"];
  if (chosen) return succeed({ path: resolve(chosen), from: "environment" });
  const data = environment["XDG_DATA_HOME"];
  if (data?.startsWith("/")) return succeed({ path: join(data, "fromseed"), from: "default" });
  const user = environment["HOME"] || homeOfUser();
  if (!user.startsWith("/"))
    return fail("usage", "Cannot find where to keep state: HOME is not set, and this user has no home directory", {
      hint: "give a folder with --home DIR, or set FROMSEED_HOME to one",
    });
  return succeed({ path: join(user, ".local/share/fromseed"), from: "default" });
}

/** "" where the machine knows no such user. */
function homeOfUser(): string {
  try {
    return homedir();
  } catch {
    return "";
  }
}

/** Whether the folder is one of state, or may be made one. */
export function checkHome({ path, from }: Home, use: HomeUse): Result<void> {
  if (use === "none") return succeed(undefined);
  const cannot = (found: string, hint: string) => fail("operand", `Cannot keep state in "${path}": ${found}`, { hint });
  const another = "give another folder with --home DIR, or set FROMSEED_HOME to one";
  try {
    const facts = statSync(path, { throwIfNoEntry: false });
    if (facts === undefined) {
      if (from === "default") {
        // All folders above it are made; a user of a service often has a home that is not there and cannot be made.
        const there = nearestThere(path);
        if (!statSync(there).isDirectory()) return cannot(`"${there}" is not a folder`, another);
        return mayWrite(there) ? succeed(undefined) : cannot(`this user may not write in "${there}"`, another);
      }
      const parent = dirname(path);
      const above = statSync(parent, { throwIfNoEntry: false });
      if (!above?.isDirectory()) return cannot(`there is no folder "${parent}"`, `make it first, or ${another}`);
      if (use === "reads" && from === "flag")
        return cannot("there is no such folder", "a command that builds or fetches makes it; is it the right one?");
      return succeed(undefined);
    }
    if (!facts.isDirectory()) return cannot("it is not a folder", another);
    const names = readdirSync(path);
    const [foreign] = names.includes("version") ? [] : strangersAmong(names);
    return foreign === undefined
      ? succeed(undefined)
      : cannot(`it holds "${foreign}", and is no state folder`, "give an empty folder, or one that is not there yet");
  } catch (error) {
    return cannot(reason(error), another);
  }
}

/** The path itself, or the nearest of those above it that is there. */
function nearestThere(path: string): string {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? nearestThere(dirname(path)) : path;
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
