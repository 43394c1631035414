// How fromseed was called, for the commands that it tells a person to type: `./fromseed --home /big build asm`.
// Must never touch foreign text: only a hint, or a line that is a command, goes through it.

import type { Options } from "./options.ts";

/** Puts what is to be typed for `fromseed` into a text of ours, wherever it names a command. */
export type Called = (text: string) => string;

/** The flags of this call that lead to the same state and the same project stay; a page of help needs neither. */
export function calledAs(program: string | undefined, { values }: Options, commands: readonly string[]): Called {
  // By its own name it is found on the PATH; a fresh checkout is not there.
  const name = program === "./fromseed" ? program : "fromseed";
  const flags = ["home", "project"].flatMap((flag) =>
    (values.get(flag) ?? []).map((value) => ` --${flag} ${word(value)}`),
  );
  const named = new RegExp(`(?<![\\w./-])fromseed (?=(?:${commands.join("|")})(?![\\w-])( --help)?|(--help))`, "g");
  return (text) =>
    text.replace(
      named,
      (_, ofCommand: string | undefined, ofAll: string | undefined) =>
        `${name}${(ofCommand ?? ofAll) === undefined ? flags.join("") : ""} `,
    );
}

/** Commands to go on with, and beside each what it does. */
export function nextSteps(called: Called, steps: readonly (readonly [string, string])[]): string[] {
  const commands = steps.map(([command]) => called(command));
  const width = Math.max(...commands.map((command) => command.length));
  return steps.map(([, does], i) => `  ${commands[i]!.padEnd(width)}  ${does}`);
}

/** A word as a shell takes it. */
function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
