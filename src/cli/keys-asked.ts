// What the parts of fromseed keys are asked.

import type { Store } from "../store/store.ts";
import type { Context } from "./context.ts";
import type { Options } from "./options.ts";

export interface KeysAsked {
  readonly context: Context;
  readonly options: Options;
  readonly store: Store;
  readonly names: readonly string[];
}
