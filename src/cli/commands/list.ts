// fromseed list: the stages with their state, digest, size, and what their last build took: time, processor time,
// memory.

import { hasTree, stageStates, stateWord, takenFrom } from "../../engine/stage-states.ts";
import { closure } from "../../graph/order.ts";
import { unprovenSources } from "../../inputs/sources.ts";
import { notSeeds, type OpaqueInput } from "../../model/manifest.ts";
import { durationText } from "../../report/duration-text.ts";
import { sizeText } from "../../report/size-text.ts";
import { tableText } from "../../report/table.ts";
import { notFromSource } from "../../report/taint-text.ts";
import { wrappedText } from "../../report/wrapped-text.ts";
import { harmless } from "../../report/harmless.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { withStore } from "../home-store.ts";
import type { Options } from "../options.ts";
import { namedStages, stateParts } from "../targets.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const named = await namedStages(context, options, "all");
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, targets } = named.value;
  const ordered = closure(project.stages, targets);
  if (options.switches.has("names")) {
    context.write(
      context.json ? jsonLine(ordered.map((stage) => stage.name)) : ordered.map((stage) => `${stage.name}\n`).join(""),
    );
    return EXIT.done;
  }
  return withStore(context, async (store) => {
    const states = await stageStates(stateParts(project, store), ordered);
    if (!states.ok) return reportFailures(context, states.failures);
    const rows = [];
    for (const state of states.value.values()) {
      const taken = state.type === "built" && (await takenFrom(store, state)) !== undefined;
      const unproven = state.type === "built" && !taken ? await unprovenSources(store, state.stage.recipe.sources) : [];
      const word = taken ? "taken" : stateWord(state, unproven);
      const tree = hasTree(state) && word !== "stale" ? state.tree : undefined;
      rows.push({
        name: state.stage.name,
        state: word,
        digest: tree,
        size: tree !== undefined && state.latest?.tree === tree ? state.latest.size : undefined,
        seconds: state.latest === undefined ? undefined : state.latest.milliseconds / 1000,
        cpuSeconds: state.latest === undefined ? undefined : state.latest.cpuMilliseconds / 1000,
        peakMemory: state.latest?.peakMemory,
        notFromSource: tree === undefined || state.latest?.tree !== tree ? [] : notSeeds(state.latest.opaque),
      });
    }
    if (context.json)
      context.write(jsonLine(rows.map((row) => ({ ...row, notFromSource: nonEmpty(row.notFromSource) }))));
    else {
      // Many stages descend from the same: each note stands once, below, where no narrow terminal cuts it off.
      const notes = [...new Set(rows.flatMap((row) => notFromSource(row.notFromSource) ?? []))];
      const mark = (roots: readonly OpaqueInput[]): string => {
        const note = notFromSource(roots);
        return note === undefined ? "" : ` [${notes.indexOf(note) + 1}]`;
      };
      context.write(
        tableText(
          ["stage", "state", "tree", "size", "time", "processor", "memory"],
          rows.map((row) => [
            row.name,
            row.state + mark(row.notFromSource),
            row.digest ?? "",
            told(row.size, sizeText),
            told(row.seconds, durationText),
            told(row.cpuSeconds, durationText),
            told(row.peakMemory, sizeText),
          ]),
          context.columns,
        ),
      );
      for (const [i, note] of notes.entries())
        context.write(`${wrappedText(`[${i + 1}] ${harmless(note)}`, context.columns ?? Infinity)}\n`);
    }
    return EXIT.done;
  });
}

/** A key of JSON that has nothing to say is left out. */
function nonEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** A number in words, or nothing where there is none, or where it was not measured. */
function told(value: number | undefined, words: (value: number) => string): string {
  return value === undefined || value === 0 ? "" : words(value);
}
