// fromseed explain: why a stage would be built again, why its tree is refused, or why only its manifest would be written
// again.

import { byBytes } from "../../bytes/order.ts";
import type { Sha256 } from "../../bytes/sha256.ts";
import { manifestChanges, type ManifestChange } from "../../engine/manifest-changes.ts";
import { allRecords, readRecord } from "../../engine/records.ts";
import { stageStates, stateWord, takenFrom, type StageState } from "../../engine/stage-states.ts";
import { explainKey, type KeyChange } from "../../graph/explain.ts";
import { closure } from "../../graph/order.ts";
import { unprovenSources } from "../../inputs/sources.ts";
import { notSeeds } from "../../model/manifest.ts";
import { CONTRACT_VERSION } from "../../sandbox/contract.ts";
import type { Store } from "../../store/store.ts";
import { changeText } from "../../report/change-text.ts";
import { harmless } from "../../report/harmless.ts";
import { notFromSource } from "../../report/taint-text.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT, exitCode } from "../exit-codes.ts";
import { withStore } from "../home-store.ts";
import type { Options } from "../options.ts";
import { oneStage, stateParts } from "../targets.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const named = await oneStage(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, target } = named.value;
  return withStore(context, async (store) => {
    const states = await stageStates(stateParts(project, store), closure(project.stages, [target]));
    if (!states.ok) return reportFailures(context, states.failures);
    const state = states.value.get(target)!;

    if (options.switches.has("key")) {
      if (context.json)
        context.write(
          jsonLine({
            stage: target,
            ...(state.type === "waits" ? { waitsFor: state.for } : { key: state.key.sha256, text: state.key.text }),
          }),
        );
      else if (state.type === "waits")
        context.write(`The key of ${target} is known once these are built: ${state.for.join(", ")}\n`);
      else context.write(state.key.text);
      return EXIT.done;
    }
    const compared = await compareKeys(store, state);
    const manifest = await manifestChanges(store, CONTRACT_VERSION, states.value);
    // A key tells of a source's tree, and not of the file that it is to come from.
    const taken = await takenFrom(store, state);
    const unproven = taken === undefined ? await unprovenSources(store, state.stage.recipe.sources) : [];
    const failures = unproven.flatMap(({ wrong = [] }) => wrong);
    const opaque = notSeeds(state.latest?.opaque);
    if (context.json) {
      context.write(
        jsonLine({
          stage: target,
          state: taken === undefined || state.type !== "built" ? stateWord(state, unproven) : "taken",
          ...(taken === undefined ? {} : { takenFrom: taken }),
          ...(state.type === "waits" ? { waitsFor: state.for } : { key: state.key.sha256 }),
          ...(state.type === "refused" ? { tree: state.tree, expected: state.pinned } : {}),
          ...(compared === undefined ? {} : { since: compared.since }),
          changes: compared?.changes ?? [],
          unproven: unproven.map(({ source }) => source.name),
          ...(opaque.length === 0 ? {} : { notFromSource: opaque }),
          ...(failures.length === 0 ? {} : { failures }),
          ...(manifest === undefined ? {} : { manifest }),
        }),
      );
      return failures.length === 0 ? EXIT.done : exitCode(failures);
    }
    const shown = (change: KeyChange | ManifestChange): string[] => changeLines(change, context.columns ?? 100);
    const lines = [
      ...verdict({ target, word: stateWord(state, unproven) }, state, compared),
      ...(compared?.changes ?? []).flatMap(shown),
    ];
    const taint = notFromSource(opaque);
    if (taint !== undefined) lines.push(`Its last tree is ${taint}.`);
    if (taken !== undefined)
      lines.push(`It was taken from "${harmless(taken)}" and not built here; fromseed reproduce ${target} builds it.`);
    if (manifest !== undefined && failures.length === 0)
      lines.push("Its manifest would be written again, without a build:", ...manifest.flatMap(shown));
    for (const { source, wrong } of unproven)
      if (wrong === undefined)
        lines.push(`Its source "${source.name}" was never had here as it is pinned: a build obtains it first.`);
    context.write(lines.join("\n") + "\n");
    return failures.length === 0 ? EXIT.done : reportFailures(context, failures);
  });
}

/** How the key differs from one that was built before. */
interface Compared {
  /** `accepted`: from one whose tree is the expected one; `last`: from that of the last build. */
  readonly since: "accepted" | "last";
  readonly key: Sha256;
  readonly changes: readonly KeyChange[];
}

async function compareKeys(store: Store, state: StageState): Promise<Compared | undefined> {
  if (state.type === "waits") return undefined;
  if (state.type === "refused") {
    // Several keys may have given the expected tree: the one that is most like this one is the nearest to blame from.
    const all = (await allRecords(store)).filter(({ tree }) => tree === state.pinned);
    const compared = all.map(({ key, keyText }) => ({ key, changes: explainKey(keyText, state.key.text) }));
    // Of a key of another version only that is known, so that it is further away than any other.
    const distance = ({ changes }: { readonly changes: readonly KeyChange[] }): number =>
      changes[0]?.kind === "fromseed-key" ? Infinity : changes.length;
    const [nearest] = compared.sort((a, b) => distance(a) - distance(b) || byBytes(a.key, b.key));
    return nearest === undefined ? undefined : { since: "accepted", ...nearest };
  }
  const before = state.latest === undefined ? undefined : await readRecord(store, state.latest.key);
  return before === undefined
    ? undefined
    : { since: "last", key: before.key, changes: explainKey(before.keyText, state.key.text) };
}

function verdict(
  { target, word }: { readonly target: string; readonly word: StageState["type"] },
  state: StageState,
  compared: Compared | undefined,
): readonly string[] {
  const changed = compared !== undefined && compared.changes.length > 0;
  switch (state.type) {
    case "waits":
      return [`${target} waits: its key is known once these are built: ${state.for.join(", ")}`];
    case "new":
      return [`${target} would be built: it was never built here.`];
    case "built":
      return [
        word === "stale"
          ? `${target} is stale: its key ${state.key.sha256} is known, but not that its sources are the pinned ones.`
          : `${target} is built: its key ${state.key.sha256} is known.`,
        ...(changed ? ["Since its last use the key changed, to one that was built before:"] : []),
      ];
    case "refused":
      return [
        `${target} is refused: its tree is ${state.tree}, expected is ${state.pinned}.`,
        compared === undefined
          ? "No build that gave the expected tree is known here, so what changed since is not known."
          : changed
            ? "Since the build that gave the expected tree, its key changed:"
            : `Its key ${state.key.sha256} gave the expected tree before: the build does not give the same each time.`,
      ];
    case "stale":
      if (compared === undefined && state.latest !== undefined && state.latest.key !== state.key.sha256)
        return [
          `${target} would be rebuilt: its key changed. Nothing is recorded of the last one, so how is not known.`,
        ];
      if (compared === undefined)
        return [`${target} would be built: its output, or what was recorded of it, is no longer in the store.`];
      return [
        changed
          ? `${target} would be rebuilt: its key changed.`
          : `${target} would be built: its key is the same as at its last build, but its output is no longer in the store.`,
      ];
  }
}

/** Of the long words of a step, what differs is marked; other facts are short. */
function changeLines(change: KeyChange | ManifestChange, columns: number): string[] {
  const words = "kind" in change && (change.kind === "step" || change.kind === "check");
  const lines = words
    ? changeText(change.before, change.after, columns - 2)
    : [
        ...(change.before === undefined ? [] : [`- ${change.before}`]),
        ...(change.after === undefined ? [] : [`+ ${change.after}`]),
      ];
  return [`  ${change.part}`, ...lines.map((line) => `  ${line}`)];
}
