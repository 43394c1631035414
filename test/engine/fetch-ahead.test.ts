// Fetching ahead: sources come while earlier stages run, without a word; a source that cannot be had fails nothing, and
// is told at once, for there may be hours until it is wanted.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { withFetchAhead } from "../../src/engine/fetch-ahead.ts";
import type { Workshop } from "../../src/inputs/workshop.ts";
import type { Event } from "../../src/model/event.ts";
import type { Stage } from "../../src/model/recipe.ts";
import { mirror } from "../fetch/mirror.ts";
import { scratch } from "../fetch/scratch.ts";
import { temporaryStore } from "../store/temporary-store.ts";
import { nowhere, stageNamed } from "./stages.ts";

/** A stage with one source of this content, to be had in the given directory. */
function stageWith(name: string, content: string): Stage {
  const source = { name, file: `${name}.c`, size: content.length, sha256: sha256(content), licence: "MIT" };
  return stageNamed(name, [], {
    sources: [{ ...source, places: [{ type: "url", url: `http://127.0.0.1:9/${name}.c` }], at: nowhere }],
  });
}

async function workshop(
  directory: string,
  more: Partial<Workshop["fetching"]> = {},
): Promise<Workshop & { events: Event[] }> {
  const events: Event[] = [];
  const fetching = { offline: false, mirrors: [], directories: [directory], aptMirrors: [], proxies: {}, ...more };
  const store = await temporaryStore();
  return { store, fetching, events, emit: (event: Event) => void events.push(event) } as unknown as Workshop & {
    events: Event[];
  };
}

const never = new AbortController().signal;

test("sources are there before their stages ask, and nothing is said of them", async () => {
  const directory = scratch();
  for (const name of ["one", "two"]) writeFileSync(join(directory, `${name}.c`), name);
  const at = await workshop(directory);
  await withFetchAhead(at, [stageWith("one", "one"), stageWith("two", "two")], never, async () => {
    while (!(await at.store.hasBlob(sha256("two")))) await setTimeout(5);
  });
  expect(await at.store.hasBlob(sha256("one"))).toBe(true);
  expect(at.events).toEqual([]);
});

/** A run of the stages "one" and "two" that lasts until a warning comes, or a while. */
async function runWithout(at: Workshop & { events: Event[] }, before: (watched: Workshop) => void): Promise<string> {
  return withFetchAhead(at, [stageWith("one", "one"), stageWith("two", "two")], never, async (watched) => {
    before(watched);
    for (let i = 0; i < 200 && !at.events.some(({ type }) => type === "warning"); i++) await setTimeout(5);
    return "done";
  });
}

test("a source that cannot be had fails nothing, and is told before its stage has its turn", async () => {
  const at = await workshop(scratch(), { offline: true });
  expect(await runWithout(at, () => undefined)).toBe("done");
  expect(at.events).toMatchObject([
    { type: "warning", failure: { code: "offline", message: expect.stringContaining('"one.c"') } },
  ]);
  const [warning] = at.events;
  if (warning?.type !== "warning") throw new Error("no warning");
  expect(warning.failure.details!.at(-1)).toBe(
    'stage "one" asks for it again when its turn comes; the run goes on till then',
  );
});

test("a stage that has started tells itself what it does not find", async () => {
  const at = await workshop(scratch(), { offline: true });
  const started = { type: "stage-started", stage: "one" } as Event;
  expect(await runWithout(at, (watched) => watched.emit(started))).toBe("done");
  expect(at.events).toEqual([started]);
});

test("what is under way is left when the run has ended, and no sooner shown than its stage has started", async () => {
  const { url, asked } = await mirror((_, response) => void response.writeHead(200).write("o"));
  const at = await workshop(scratch(), { mirrors: [url] });
  const begun = performance.now();
  await withFetchAhead(at, [stageWith("one", "one")], never, async (watched) => {
    watched.emit({ type: "stage-started", stage: "one" } as Event);
    while (asked.length === 0) await setTimeout(5);
    watched.emit({ type: "stage-waiting", stage: "one", for: { type: "source", source: "one" } });
    watched.emit({ type: "stage-waiting", stage: "one", for: { type: "source", source: "other" } });
  });
  expect(performance.now() - begun).toBeLessThan(5000);
  expect(at.events[0]).toMatchObject({ type: "stage-started" });
  expect(at.events.filter(({ type }) => type === "stage-waiting")).toMatchObject([{ for: { source: "other" } }]);
});
