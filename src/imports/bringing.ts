// Bringing: what it takes to bring a project, or its own source tree, into the store. Must hold nothing of which project
// it is.

import type { Proxies } from "../fetch/apt-proxies.ts";
import type { Store } from "../store/store.ts";

export interface Bringing {
  readonly store: Store;
  /** Whether the network may be asked. */
  readonly network: boolean;
  /** The proxies that fetches go through. */
  readonly proxies: Proxies;
  readonly git: GitNeeds;
  readonly signal: AbortSignal;
  /** Folders in which parts of projects may be carried: asked before any place. */
  readonly carriedIn: readonly string[];
}

/** What git has of the caller's environment. */
export interface GitNeeds {
  /** Where programs are looked for, as $PATH has it. */
  readonly path: string | undefined;
  /** Proxies, and the agent that has ssh keys, by the names of their variables. */
  readonly network: Readonly<Record<string, string>>;
}

const NETWORK_VARIABLES = [
  "http_proxy",
  "https_proxy",
  "HTTPS_PROXY",
  "all_proxy",
  "ALL_PROXY",
  "no_proxy",
  "NO_PROXY",
  "SSH_AUTH_SOCK",
];

export function gitNeeds(environment: Readonly<Record<string, string | undefined>>): GitNeeds {
  const network = NETWORK_VARIABLES.flatMap((name) => {
    const value = environment[name];
    return value === undefined || value === "" ? [] : [[name, value] as const];
  });
  return { path: environment["PATH"], network: Object.fromEntries(network) };
}
