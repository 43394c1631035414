// What the commands share: where things are, how to write, and the parts put together on demand. Only here and in
// main.ts are the environment and the clock read.

import { once } from "node:events";
import { availableParallelism, homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Failure, Result } from "../model/failure.ts";
import { fail, succeed } from "../model/failure.ts";
import { exitCode } from "./exit-codes.ts";
import type { Options } from "./options.ts";

export interface Context {
  /** The folder that fromseed itself is in. */
  readonly checkout: string;
  /** The folder that holds recipes/ and stages/. */
  readonly project: string;
  /** The folder that holds all state. */
  readonly home: string;
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
  /** The date, for signatures and run records. */
  readonly date: () => Date;
  readonly write: (text: string) => void;
  /** Waits until what was written has gone to the reader, or nobody reads on: for texts that may not fit memory. */
  readonly drained: () => Promise<void>;
  readonly warn: (text: string) => void;
}

/** Puts a context together from the process and the global flags. */
export function makeContext(options: Options, checkout: string, signal: AbortSignal): Result<Context> {
  const environment = process.env;
  const home = homeDirectory(options, environment);
  if (!home.ok) return home;
  const columns = process.stdout.isTTY ? process.stdout.columns || 80 : undefined;
  return succeed({
    checkout,
    project: resolve(options.values.get("project")?.[0] ?? checkout),
    home: home.value,
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
  });
}

/** `--home`, else FROMSEED_HOME, else the user's data directory (XDG Base Directory Specification). */
function homeDirectory(options: Options, environment: Context["environment"]): Result<string> {
  const given = options.values.get("home")?.[0] ?? environment["FROMSEED_HOME"];
  if (given) return succeed(resolve(given));
  const data = environment["XDG_DATA_HOME"];
  if (data?.startsWith("/")) return succeed(join(data, "fromseed"));
  const user = environment["HOME"] || homedir();
  if (!user.startsWith("/"))
    return fail("usage", "Cannot find where to keep state: neither FROMSEED_HOME nor HOME is set", {
      hint: "give --home DIR",
    });
  return succeed(join(user, ".local/share/fromseed"));
}

/**
 * Writes failures to standard error, as text for a person or as one JSON value for a script; gives the exit code. Who
 * has stopped a command need not be told that it was stopped.
 */
export async function reportFailures(
  context: Pick<Context, "color" | "json" | "warn" | "columns">,
  failures: readonly Failure[],
): Promise<number> {
  if (context.json) {
    const { failuresJson } = await import("../report/json-lines.ts");
    context.warn(`${failuresJson(failures)}\n`);
  } else {
    const { failureText } = await import("../report/failure-text.ts");
    context.warn(
      failures
        .filter(({ code }) => code !== "interrupted")
        .map((failure) => failureText(failure, { color: context.color, width: context.columns ?? 100 }))
        .join("\n"),
    );
  }
  return exitCode(failures);
}
