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
  /** For another program: words after `--` where a command takes some, or all that are no flags of its own. */
  readonly rest?: readonly string[];
}

/** What a command's words may be. */
export interface Grammar {
  /** "" where there is no command. */
  readonly name: string;
  /** As the usage line says; where it has `--`, what comes after one is for another program. */
  readonly operands: string;
  readonly passesOn?: true;
  readonly flags: readonly Flag[];
}

/** One flag of a word, with the value that the same word gives it. */
interface Spelled {
  readonly flag: Flag;
  readonly value?: string;
}

/**
 * Takes the words after the command's name. `--flag=value` and `--flag value` mean the same, where the value does not
 * start with `-`; so do `-j2` and `-j 2`, `-kv` and `-k -v`. What comes after `--` is never a flag.
 */
export function parseOptions(words: readonly string[], grammar: Grammar): Result<Options> {
  const operands: string[] = [];
  const switches = new Set<string>();
  const values = new Map<string, string[]>();
  const rest: string[] = [];
  const wrong = (found: string, hint = `see ${wholeName(grammar)} --help`) =>
    fail("usage", `Cannot read the command line: ${found}`, { hint });
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === "--") {
      const after = words.slice(i + 1);
      if (grammar.passesOn) rest.push(...after);
      else if (grammar.operands.includes("--")) return succeed({ operands, switches, values, rest: after });
      else operands.push(...after);
      break;
    }
    const isFlag = word.startsWith("-") && word !== "-";
    const spelled = isFlag ? spelledFlags(word, grammar.flags) : undefined;
    if (spelled === undefined) {
      if (grammar.passesOn) rest.push(word);
      else if (!isFlag) operands.push(word);
      else return wrong(...unknownFlag(word, grammar));
      continue;
    }
    for (const { flag, value: attached } of spelled) {
      if (flag.value === undefined) {
        if (attached !== undefined) return wrong(`--${flag.name} takes no value`);
        switches.add(flag.name);
        continue;
      }
      const next = words[i + 1];
      // Else what follows would be lost in a value that was forgotten, and an answer in JSON with it.
      if (attached === undefined && next !== undefined && next !== "-" && next.startsWith("-"))
        return wrong(
          `--${flag.name} requires a value (${flag.value}), and "${next}" follows it`,
          `a value that starts with "-" is written --${flag.name}=VALUE; see ${wholeName(grammar)} --help`,
        );
      const value = attached ?? words[++i];
      if (value === undefined || value === "") return wrong(`--${flag.name} requires a value (${flag.value})`);
      const list = values.get(flag.name) ?? [];
      if (list.length > 0 && flag.repeat !== true) return wrong(`--${flag.name} was given twice`);
      values.set(flag.name, [...list, value]);
    }
  }
  return succeed({ operands, switches, values, ...(grammar.passesOn ? { rest } : {}) });
}

/** The flags that a word spells; undefined where one of them is not among `flags`. */
function spelledFlags(word: string, flags: readonly Flag[]): readonly Spelled[] | undefined {
  if (word.startsWith("--")) {
    const equals = word.indexOf("=");
    const name = word.slice(2, equals < 0 ? undefined : equals);
    const flag = flags.find((each) => each.name === name);
    if (flag === undefined) return undefined;
    return [equals < 0 ? { flag } : { flag, value: word.slice(equals + 1) }];
  }
  const spelled: Spelled[] = [];
  for (let at = 1; at < word.length; at++) {
    const flag = flags.find((each) => each.short === word[at]);
    if (flag === undefined) return undefined;
    const attached = word.slice(at + 1).replace(/^=/, "");
    if (flag.value !== undefined) return [...spelled, attached === "" ? { flag } : { flag, value: attached }];
    if (word[at + 1] === "=") return [...spelled, { flag, value: attached }];
    spelled.push({ flag });
  }
  return spelled;
}

/** What is wrong with a flag that there is not, and what to do about it. */
function unknownFlag(word: string, grammar: Grammar): readonly [string, string] {
  const spelled = word.startsWith("--") ? word.replace(/=.*/s, "") : word;
  const close = nearest(
    spelled.replace(/^-+/, ""),
    grammar.flags.map((each) => each.name),
  );
  const see = `${wholeName(grammar)} --help`;
  return [
    `"${spelled}" is not a flag of ${wholeName(grammar)}`,
    close === undefined ? `see ${see}` : `did you mean --${close}? See ${see}`,
  ];
}

function wholeName({ name }: Grammar): string {
  return `fromseed ${name}`.trimEnd();
}

/** Reads a flag's value as a whole number within bounds, or the default when it was not given. */
export function wholeNumber(
  options: Options,
  name: string,
  { otherwise, least, most }: { readonly otherwise: number; readonly least: number; readonly most: number },
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
