// Runs a command of fromseed within the test's own process: starting one for each of hundreds of commands would take
// minutes. What only a process has (signals, a terminal, the environment) is not tested this way.

import { resolve } from "node:path";
import { flagsOf } from "../../src/cli/command.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { mirrorFolders } from "../../src/cli/context.ts";
import { parseOptions } from "../../src/cli/options.ts";
import { OFFLINE } from "../../src/cli/source-flags.ts";

export const checkout = resolve(import.meta.dirname, "../..");

export interface Ran {
  readonly code: number;
  /** Standard output and error, as they came. */
  readonly said: string;
}

/** Gives a way to run commands on a project, with their state in a home, and no environment but PATH and what is given. */
export function fromseedIn(
  project: string,
  home: string,
  environment: Readonly<Record<string, string>> = {},
): (...words: readonly string[]) => Promise<Ran> {
  return async (name, ...words) => {
    const command = COMMANDS.find((each) => each.name === name)!;
    const options = parseOptions(words, { ...command, flags: flagsOf(command) });
    if (!options.ok) throw new Error(JSON.stringify(options.failures));
    let said = "";
    const write = (text: string): void => void (said += text);
    const { main } = await command.load();
    const code = await main(
      {
        checkout,
        project,
        network: command.flags.includes(OFFLINE) && !options.value.switches.has("offline"),
        carriedIn: mirrorFolders(options.value),
        home,
        homeFrom: "flag",
        json: options.value.switches.has("json"),
        environment: { PATH: process.env["PATH"], ...environment },
        cores: 2,
        color: false,
        columns: undefined,
        signal: new AbortController().signal,
        now: () => performance.now(),
        date: () => new Date(),
        write,
        drained: () => Promise.resolve(),
        warn: write,
        called: (text) => text,
      },
      options.value,
    );
    return { code, said };
  };
}
