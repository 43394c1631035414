// Workshop: the parts that building a stage needs, put together once by the cli. Must hold no state of a run.

import type { Proxies } from "../fetch/apt-proxies.ts";
import type { GitNeeds } from "../imports/bringing.ts";
import type { WhereToLook } from "../fetch/places.ts";
import type { Event } from "../model/event.ts";
import type { Executor } from "../model/executor.ts";
import type { Machine } from "../model/observation.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Store } from "../store/store.ts";

/** Where sources may come from in this run. */
export interface Fetching extends WhereToLook {
  readonly offline: boolean;
  /** The proxies that apt is set to use. */
  readonly proxies: Proxies;
  /** What a project's own source tree is had with. */
  readonly git: GitNeeds;
}

export interface Workshop {
  readonly projectRoot: string;
  readonly store: Store;
  readonly executor: Executor;
  readonly fetching: Fetching;
  /** Version of the executor's contract. */
  readonly contract: number;
  /** Cores that one parallel stage may use. */
  readonly cores: number;
  /** Output trees that stages/expected.sha256 asks for. */
  readonly expected: ReadonlyMap<string, Sha256>;
  /** Whether a tree other than the expected one is let through, to be recorded as the new one. */
  readonly accept: boolean;
  readonly emit: (event: Event) => void;
  /** Milliseconds, for durations. */
  readonly now: () => number;
  readonly witness: Witness;
}

/** What the account of a build says of when and where. */
export interface Witness {
  readonly date: () => Date;
  readonly machine: () => Promise<Machine>;
}
