// What a command is, and the flags that all of them take.

import type { Context } from "./context.ts";
import type { HomeUse } from "./home.ts";
import type { Flag, Options } from "./options.ts";

export interface Command {
  readonly name: string;
  readonly operands: string;
  readonly about: string;
  /** More than one line says, for the command's own help. */
  readonly more: readonly string[];
  readonly flags: readonly Flag[];
  readonly example: readonly string[];
  /** What it prints is not fromseed's own, or no data: it takes no --json. */
  readonly plain?: true;
  /** Words that are none of its flags go on to another program, in `rest`, as they came. */
  readonly passesOn?: true;
  /** What it does to the state folder. */
  readonly state: HomeUse;
  /** What completes the operands. */
  readonly completes: "stages" | "files" | "none";
  readonly load: () => Promise<{ readonly main: (context: Context, options: Options) => Promise<number> }>;
}

export const GLOBAL_FLAGS: readonly Flag[] = [
  {
    name: "home",
    value: "DIR",
    about: "where all state is kept (default: $FROMSEED_HOME, else the user's data directory)",
  },
  {
    name: "project",
    value: "DIR",
    about:
      "the folder that holds recipes/ and stages/ (default: the nearest one with a fromseed.yaml, else this checkout)",
  },
  { name: "json", about: "write JSON for scripts instead of text" },
  { name: "help", short: "h", about: "show this help" },
];

export const VERSION_FLAG: Flag = { name: "version", about: "show fromseed's version" };

/** The flags that go without a command. */
export const FLAGS_ALONE: readonly Flag[] = [...GLOBAL_FLAGS, VERSION_FLAG];

/** The flags of a command, its own and those of every command. */
export function flagsOf(command: Command): readonly Flag[] {
  const without = [...(command.plain ? ["json"] : []), ...(command.passesOn ? ["project"] : [])];
  return [...command.flags, ...GLOBAL_FLAGS.filter((flag) => !without.includes(flag.name))];
}
