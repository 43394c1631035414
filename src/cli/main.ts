// The entry: finds the command, runs it, turns what happened into an exit code. Must never let a stack trace out for
// anything but a bug of ours.

import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { flagsOf, FLAGS_ALONE, GLOBAL_FLAGS, type Command } from "./command.ts";
import { calledAs } from "./called.ts";
import { COMMANDS } from "./commands.ts";
import { makeContext, reportFailures, type Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { commandHelp, generalHelp } from "./help.ts";
import { nearest } from "../bytes/nearest.ts";
import { parseOptions, type Options } from "./options.ts";
import { OFFLINE } from "./source-flags.ts";
import { reason } from "./reason.ts";
import { fail, type Failure } from "../model/failure.ts";
import { ioFailure } from "../store/io-failure.ts";

const NAMES: readonly string[] = COMMANDS.map((each) => each.name);
const NO_OPTIONS: Options = { operands: [], switches: new Set(), values: new Map() };
const INTERRUPTED = fail("interrupted", "Cannot go on: the command was interrupted");
const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

async function main(words: readonly string[]): Promise<number> {
  const plain = {
    color: false,
    json: words.includes("--json"),
    columns: undefined,
    write: (text: string) => void process.stdout.write(text),
    warn: (text: string) => void process.stderr.write(text),
    called: calledAs(process.env["FROMSEED_CALLED"], NO_OPTIONS, NAMES),
  };
  const usage = async (failures: readonly Failure[]): Promise<number> => reportFailures(plain, failures);

  const width = process.stdout.isTTY ? process.stdout.columns || 80 : Infinity;
  const takesValue = new Set(GLOBAL_FLAGS.filter((flag) => flag.value !== undefined).map((flag) => `--${flag.name}`));
  const at = words.findIndex((word, i) => !word.startsWith("-") && !takesValue.has(words[i - 1] ?? ""));
  const name = words[at];
  if (name === undefined) {
    const options = parseOptions(words, { name: "", operands: "", flags: FLAGS_ALONE });
    if (!options.ok) return usage(options.failures);
    const { switches } = options.value;
    if (switches.has("version")) process.stdout.write(await ownVersion(switches.has("json")));
    else if (switches.has("help") || words.length === 0) process.stdout.write(generalHelp(width));
    else
      return usage(
        fail("usage", "Cannot read the command line: it names no command", { hint: "see fromseed --help" }).failures,
      );
    return EXIT.done;
  }
  if (name === "help") {
    const asked = words[at + 1];
    const about = COMMANDS.find((command) => command.name === asked);
    if (asked !== undefined && about === undefined) return usage(unknownCommand(asked));
    process.stdout.write(about === undefined ? generalHelp(width) : commandHelp(about, width));
    return EXIT.done;
  }
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) return usage(unknownCommand(name));
  const options = parseOptions([...words.slice(0, at), ...words.slice(at + 1)], {
    ...command,
    flags: flagsOf(command),
  });
  if (!options.ok) return usage(options.failures);
  if (options.value.switches.has("help")) {
    process.stdout.write(commandHelp(command, width));
    return EXIT.done;
  }
  const extra = command.operands === "" ? options.value.operands[0] : undefined;
  if (extra !== undefined)
    return usage(
      fail("usage", `Cannot read the command line: fromseed ${command.name} has no use for "${extra}"`, {
        hint: `see fromseed ${command.name} --help`,
      }).failures,
    );

  // The first Ctrl-C asks the command to stop and clean up; the second one does not wait for it.
  const abort = new AbortController();
  const stop = (): void => {
    if (abort.signal.aborted) process.exit(EXIT.interrupted);
    abort.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  // A reader that goes away (`fromseed build | head`) stops the command as cleanly; one that was done in time is done.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => error.code === "EPIPE" && abort.abort());

  const made = makeContext({
    options: options.value,
    state: command.state,
    hasOffline: command.flags.includes(OFFLINE),
    checkout,
    signal: abort.signal,
    called: calledAs(process.env["FROMSEED_CALLED"], options.value, NAMES),
  });
  if (!made.ok) return usage(made.failures);
  let silent = true;
  const write = (text: string): void => {
    silent = false;
    made.value.write(text);
  };
  const context = { ...made.value, write };
  const code = await runCommand(command, context, options.value);
  // A script is never left with nothing to read.
  return context.json && code === EXIT.interrupted && silent ? reportFailures(context, INTERRUPTED.failures) : code;
}

async function runCommand(command: Command, context: Context, options: Options): Promise<number> {
  const { main: run } = await command.load();
  try {
    return await run(context, options);
  } catch (error) {
    // A command that was interrupted throws the signal's reason, or fails with what was: it asks nowhere else.
    if (context.signal.aborted && error instanceof Error && error.name === "AbortError") return EXIT.interrupted;
    // A full disk or a missing permission that no part expected is still the world's fault, not ours.
    return reportFailures(context, [ioFailure("go on in", context.home, error)]);
  }
}

async function ownVersion(json: boolean): Promise<string> {
  const { version } = JSON.parse(await readFile(join(checkout, "package.json"), "utf8")) as {
    readonly version: string;
  };
  return json ? JSON.stringify({ version }) + "\n" : `fromseed ${version}\n`;
}

function unknownCommand(name: string): readonly Failure[] {
  const close = nearest(name, NAMES);
  return fail("usage", `Cannot read the command line: "${name}" is not a command`, {
    hint: close === undefined ? "see fromseed --help" : `did you mean fromseed ${close}?`,
  }).failures;
}

// Nobody may be there to read what is said (`fromseed bild 2>&1 | head -0`).
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") return;
  process.stderr.write(`error: Cannot write to the standard output: ${reason(error)}\n`);
  process.exit(EXIT.failed);
});
process.stderr.on("error", () => undefined);

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof Error && (error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND") {
    const packages = join(checkout, "node_modules");
    process.stderr.write(
      `error: Cannot load all of fromseed: ${error.message}\nhint: rm -r ${packages}, and run fromseed again: it sets up all packages again\n`,
    );
    return EXIT.missing;
  }
  process.stderr.write(
    `error: fromseed itself failed: this is our bug\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return EXIT.failed;
});
