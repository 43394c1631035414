// What it takes to ask a network: by which proxies, how long a server is waited for, and by which clock.

import { setTimeout } from "node:timers/promises";
import type { Proxies } from "./apt-proxies.ts";
import type { Timeouts } from "./http-get.ts";

export interface NetworkOptions {
  readonly proxies?: Proxies;
  readonly timeouts?: Timeouts;
  /** The clock of the pauses between attempts: waits, and rejects when the signal is raised. */
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly signal?: AbortSignal;
}

export const defaultTimeouts: Timeouts = {
  answer: 30_000,
  stall: 60_000,
  floor: { bytes: 64 * 1024, milliseconds: 60_000 },
};

export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return setTimeout(milliseconds, undefined, { signal });
}
