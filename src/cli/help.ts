// Help texts, made from the table of commands so that they cannot drift from it, and fitted to a terminal of so many
// columns. Must never be broken anywhere where there is no terminal: Infinity columns then.

import { flagsOf, GLOBAL_FLAGS, VERSION_FLAG, type Command } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { EXIT_MEANINGS } from "./exit-codes.ts";
import type { Flag } from "./options.ts";
import { wrappedText } from "../report/wrapped-text.ts";

/** The text of `fromseed --help`. */
export function generalHelp(width: number): string {
  return [
    wrappedText("fromseed: rebuild the whole toolchain from a seed small enough to read, and prove it.", width),
    "",
    "usage: fromseed COMMAND [...]",
    "",
    ...columns(
      COMMANDS.map((command) => [command.name, command.about]),
      width,
    ),
    "",
    "everywhere:",
    ...flagLines(GLOBAL_FLAGS, width),
    "",
    "alone:",
    ...flagLines([VERSION_FLAG], width),
    "",
    "exit codes:",
    ...columns(
      EXIT_MEANINGS.map(([code, meaning]) => [String(code), meaning]),
      width,
    ),
    "",
    "example:",
    "  fromseed build",
    "",
    "fromseed COMMAND --help says more of each command.",
    "",
  ].join("\n");
}

/** The text of `fromseed COMMAND --help`. */
export function commandHelp(command: Command, width: number): string {
  return [
    wrappedText(`fromseed ${command.name}: ${command.about}`, width),
    "",
    `usage: ${`fromseed ${command.name} ${command.operands}`.trimEnd()}`,
    ...(command.more.length === 0 ? [] : ["", ...command.more.map((line) => wrappedText(line, width))]),
    "",
    ...(command.flags.length === 0 ? [] : ["flags:", ...flagLines(command.flags, width), ""]),
    "everywhere:",
    ...flagLines(flagsOf(command).slice(command.flags.length), width),
    "",
    command.example.length === 1 ? "example:" : "examples:",
    ...command.example.map((line) => `  ${line}`),
    "",
  ].join("\n");
}

function flagLines(flags: readonly Flag[], width: number): string[] {
  return columns(
    flags.map((flag) => [
      `${flag.short === undefined ? "" : `-${flag.short}, `}--${flag.name}${flag.value === undefined ? "" : ` ${flag.value}`}`,
      flag.about,
    ]),
    width,
  );
}

/** Two columns; what does not fit the second goes on below it. */
function columns(rows: readonly (readonly [string, string])[], width: number): string[] {
  const first = Math.max(12, ...rows.map(([name]) => name.length));
  const room = Math.max(20, width - first - 4);
  return rows.map(
    ([name, says]) =>
      `  ${name.padEnd(first)}  ${wrappedText(says, room).replaceAll("\n", `\n${" ".repeat(first + 4)}`)}`,
  );
}
