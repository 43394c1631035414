// What the commands share: where things are, how to write, and the parts put together on demand. Only here and in
// main.ts are the environment and the clock read.

import { once } from "node:events";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Failure, Result } from "../model/failure.ts";
import { succeed } from "../model/failure.ts";
import type { Called } from "./called.ts";
import { exitCode } from "./exit-codes.ts";
import { checkHome, homeOf, type Home, type HomeUse } from "./home.ts";
import { localPath } from "../fetch/web-address.ts";
import { PROJECT_FILE } from "../model/import.ts";
import type { Options } from "./options.ts";

export interface Context {
  /** The folder that fromseed itself is in. */
  readonly checkout: string;
  /** The folder that holds recipes/ and stages/. */
  readonly project: string;
  /** Whether the command may ask the network: it has --offline, and that was not given. */
  readonly network: boolean;
  /** Folders that were given as mirrors, in which parts of projects may be carried too. */
  readonly carriedIn: readonly string[];
  /** The folder that holds all state. */
  readonly home: string;
  /** Who has chosen it. */
  readonly homeFrom: Home["from"];
  readonly json: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cores: number;
  readonly color: boolean;
  /** Columns of the terminal, or undefined when standard output is none. */
  readonly columns: number | undefined;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Milliseconds, for durations. */
  readonly now: () => number;
  /** The date, for signatures and accounts of runs. */
  readonly date: () => Date;
  readonly write: (text: string) => void;
  /** Waits until what was written has gone to the reader, or nobody reads on: for texts that may not fit memory. */
  readonly drained: () => Promise<void>;
  readonly warn: (text: string) => void;
  readonly called: Called;
}

/** One call of a command. */
export interface Call {
  readonly options: Options;
  /** What the command does to the state folder. */
  readonly state: HomeUse;
  /** Whether the command has a flag that keeps it from the network. */
  readonly hasOffline: boolean;
  /** The folder that fromseed itself is in. */
  readonly checkout: string;
  readonly signal: AbortSignal;
  readonly called: Called;
}

/** Those mirrors that are folders. */
export function mirrorFolders({ values }: Options): readonly string[] {
  return (values.get("mirror") ?? []).flatMap((each) => localPath(each) ?? []).map((each) => resolve(each));
}

/** Puts a context together from the process and the global flags. */
export function makeContext({ options, state, hasOffline, checkout, signal, called }: Call): Result<Context> {
  const environment = process.env;
  const home = homeOf(options, environment);
  if (!home.ok) return home;
  const fit = checkHome(home.value, state);
  if (!fit.ok) return fit;
  const columns = process.stdout.isTTY ? process.stdout.columns || 80 : undefined;
  return succeed({
    checkout,
    project: resolve(options.values.get("project")?.[0] ?? projectAround(checkout)),
    network: hasOffline && !options.switches.has("offline"),
    carriedIn: mirrorFolders(options),
    home: home.value.path,
    homeFrom: home.value.from,
    json: options.switches.has("json"),
    environment,
    cores: availableParallelism(),
    color: columns !== undefined && !environment["NO_COLOR"] && environment["TERM"] !== "dumb",
    columns,
    signal,
    now: () => performance.now(),
    date: () => new Date(),
    write: (text) => void process.stdout.write(text),
    drained: async () => {
      if (process.stdout.writableNeedDrain) await once(process.stdout, "drain", { signal }).catch(() => undefined);
    },
    warn: (text) => void process.stderr.write(text),
    called,
  });
}

/** The nearest folder from the working one upward that has a fromseed.yaml, or else fromseed's own checkout. */
function projectAround(checkout: string): string {
  for (let each = workingFolder(); each !== undefined && each !== checkout; each = dirname(each)) {
    if (existsSync(join(each, PROJECT_FILE))) return each;
    if (dirname(each) === each) break;
  }
  return checkout;
}

/** Undefined when somebody has removed it. */
function workingFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/**
 * Writes failures to standard error as text for a person, or to standard output as one JSON value for a script; gives
 * the exit code. Who has stopped a command need not be told that it was stopped.
 */
export async function reportFailures(
  context: Pick<Context, "color" | "json" | "write" | "warn" | "columns" | "called">,
  failures: readonly Failure[],
): Promise<number> {
  if (context.json) {
    const { jsonLine } = await import("../report/json-lines.ts");
    context.write(jsonLine({ failures }));
  } else {
    const { failuresText } = await import("../report/failure-text.ts");
    const { color, columns = 100, called } = context;
    context.warn(
      failuresText(
        failures.filter(({ code }) => code !== "interrupted"),
        { color, width: columns, called },
      ),
    );
  }
  return exitCode(failures);
}
