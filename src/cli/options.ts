// The command line: flags and operands of one command, strictly. A wrong word is a Failure with the nearest right one.

import { nearest } from "../bytes/nearest.ts";
import { fail, succeed, type Result } from "../model/failure.ts";

/** A flag of a command. `value` names what follows it; without one the flag is a switch. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  readonly value?: string;
  readonly repeat?: boolean;
  readonly about: string;
}

/** What a command line said. A flag that was not given is absent. */
export interface Options {
  readonly operands: readonly string[];
  readonly switches: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** Words after `--`, when it was given. */
  readonly rest?: readonly string[];
}

/**
 * Takes the words after the command's name, which is "" where there is none. `--flag=value` and `--flag value` mean the
 * same.
 */
export function parseOptions(command: string, words: readonly string[], flags: readonly Flag[]): Result<Options> {
  const operands: string[] = [];
  const switches = new Set<string>();
  const values = new Map<string, string[]>();
  const whole = `fromseed ${command}`.trimEnd();
  const see = `${whole} --help`;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === "--") return succeed({ operands, switches, values, rest: words.slice(i + 1) });
    if (!word.startsWith("-") || word === "-") {
      operands.push(word);
      continue;
    }
    const equals = word.indexOf("=");
    const spelled = equals < 0 ? word : word.slice(0, equals);
    const flag = flags.find(
      (each) => spelled === `--${each.name}` || (each.short !== undefined && spelled === `-${each.short}`),
    );
    if (flag === undefined) {
      const close = nearest(
        spelled.replace(/^-+/, ""),
        flags.map((each) => each.name),
      );
      return fail("usage", `Cannot read the command line: "${spelled}" is not a flag of ${whole}`, {
        hint: close === undefined ? `see ${see}` : `did you mean --${close}? See ${see}`,
      });
    }
    if (flag.value === undefined) {
      if (equals >= 0)
        return fail("usage", `Cannot read the command line: --${flag.name} takes no value`, { hint: `see ${see}` });
      switches.add(flag.name);
      continue;
    }
    const value = equals >= 0 ? word.slice(equals + 1) : words[++i];
    if (value === undefined || value === "")
      return fail("usage", `Cannot read the command line: --${flag.name} wants a value (${flag.value})`, {
        hint: `see ${see}`,
      });
    const list = values.get(flag.name) ?? [];
    if (list.length > 0 && flag.repeat !== true)
      return fail("usage", `Cannot read the command line: --${flag.name} was given twice`, { hint: `see ${see}` });
    values.set(flag.name, [...list, value]);
  }
  return succeed({ operands, switches, values });
}

/** Reads a flag's value as a whole number within bounds, or the default when it was not given. */
export function wholeNumber(
  options: Options,
  name: string,
  otherwise: number,
  least: number,
  most: number,
): Result<number> {
  const text = options.values.get(name)?.[0];
  if (text === undefined) return succeed(otherwise);
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return succeed(value);
  return fail(
    "usage",
    `Cannot read the command line: --${name} takes a whole number from ${least} to ${most}, not "${text}"`,
  );
}
