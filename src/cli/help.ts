// Help texts, made from the table of commands so that they cannot drift from it.

import { flagsOf, GLOBAL_FLAGS, type Command } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { EXIT_MEANINGS } from "./exit-codes.ts";
import type { Flag } from "./options.ts";

/** The text of `fromseed --help`. */
export function generalHelp(): string {
  return [
    "fromseed: rebuild the whole toolchain from a seed small enough to read, and prove it.",
    "",
    "usage: fromseed COMMAND [...]",
    "",
    ...columns(COMMANDS.map((command) => [command.name, command.about])),
    ...columns([["test", "run fromseed's own test suite"]]),
    "",
    "everywhere:",
    ...flagLines(GLOBAL_FLAGS),
    "",
    "exit codes:",
    ...columns(EXIT_MEANINGS.map(([code, meaning]) => [String(code), meaning])),
    "",
    "example:",
    "  fromseed build",
    "",
    "fromseed COMMAND --help says more of each command.",
    "",
  ].join("\n");
}

/** The text of `fromseed COMMAND --help`. */
export function commandHelp(command: Command): string {
  return [
    `fromseed ${command.name}: ${command.about}`,
    "",
    `usage: ${`fromseed ${command.name} ${command.operands}`.trimEnd()}`,
    ...(command.more.length === 0 ? [] : ["", ...command.more]),
    "",
    ...(command.flags.length === 0 ? [] : ["flags:", ...flagLines(command.flags), ""]),
    "everywhere:",
    ...flagLines(flagsOf(command).slice(command.flags.length)),
    "",
    command.example.length === 1 ? "example:" : "examples:",
    ...command.example.map((line) => `  ${line}`),
    "",
  ].join("\n");
}

function flagLines(flags: readonly Flag[]): string[] {
  return columns(flags.map((flag) => [`${flag.short === undefined ? "" : `-${flag.short}, `}--${flag.name}${flag.value === undefined ? "" : ` ${flag.value}`}`, flag.about]));
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(12, ...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`);
}
