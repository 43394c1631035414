// What the parts of fromseed keys are asked, and what each answers.

import type { Failure } from "../model/failure.ts";
import type { Store } from "../store/store.ts";
import type { Context } from "./context.ts";
import type { Options } from "./options.ts";

/** What a part of the command is asked. */
export interface KeysAsked {
  readonly context: Context;
  readonly options: Options;
  readonly store: Store;
  readonly names: readonly string[];
}

/** What a part of the command found. */
export interface KeysAnswer {
  readonly lines: readonly string[];
  readonly value: object;
  readonly failures: readonly Failure[];
}
