// Obtaining: what it takes to bring sources into the store, whoever asks for them: a stage, a scan, a command. Must hold
// nothing of who asks.

import type { Source } from "../model/recipe.ts";
import type { Store } from "../store/store.ts";
import type { Fetching } from "./workshop.ts";

export interface Obtaining {
  readonly store: Store;
  readonly fetching: Fetching;
  readonly signal: AbortSignal;
  /** Called when another process or stage has the source's file in hand. */
  readonly onWait?: (source: Source) => void;
  readonly onProgress?: (progress: SourceProgress) => void;
}

/** Bytes of a source's file that are done. */
export interface SourceProgress {
  readonly activity: "fetching" | "unpacking";
  readonly source: Source;
  readonly done: number;
  readonly total: number;
}
