// Obtaining many sources for a command: where to tell how far it is, a moving line on a terminal and nothing elsewhere.

import type { Obtaining } from "../inputs/obtaining.ts";
import type { Source } from "../model/recipe.ts";
import { sourceView } from "../report/source-view.ts";
import type { Context } from "./context.ts";

export interface SourceProgressView {
  /** What to obtain with. */
  readonly obtaining: Obtaining;
  /** Writes whole lines to standard output. */
  readonly print: (text: string) => void;
  /** The source's file is done with, also when it could not be had. */
  readonly end: (source: Source) => void;
}

/** Runs `work`; no moving line is left when it ends, however it does. */
export async function withSourceProgress<T>(
  context: Context,
  { store, fetching }: Pick<Obtaining, "store" | "fetching">,
  work: (view: SourceProgressView) => Promise<T>,
): Promise<T> {
  const { signal, write } = context;
  if (context.columns === undefined || context.json || context.environment["TERM"] === "dumb")
    return work({ obtaining: { store, fetching, signal }, print: write, end: () => undefined });
  const view = sourceView({ write, columns: () => process.stdout.columns || context.columns!, now: context.now });
  const onProgress: Obtaining["onProgress"] = ({ activity, source, done, total }) =>
    view.take({ id: source.sha256, activity, file: source.file, done, total });
  try {
    return await work({
      obtaining: { store, fetching, signal, onProgress },
      print: (text) => view.print(text),
      end: (source) => view.end(source.sha256),
    });
  } finally {
    view.close();
  }
}
