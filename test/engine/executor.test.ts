// The seam to executors: a second one, which knows nothing of this machine but what a job and its bytes tell, gives the
// engine the same trees as the local one.

import { cp, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { sha256, type Sha256 } from "../../src/bytes/sha256.ts";
import { readFailedBuild } from "../../src/engine/failed-build.ts";
import { run } from "../../src/engine/run.ts";
import { stageWork } from "../../src/engine/build-stage.ts";
import { closure } from "../../src/graph/order.ts";
import type { Workshop } from "../../src/inputs/workshop.ts";
import type { Event } from "../../src/model/event.ts";
import type { Execution, ExecutionResult, Executor, Job } from "../../src/model/executor.ts";
import type { Machine } from "../../src/model/observation.ts";
import type { Project } from "../../src/recipe/project.ts";
import { loadProject } from "../../src/recipe/load-project.ts";
import { CONTRACT_VERSION } from "../../src/sandbox/contract.ts";
import { LocalExecutor } from "../../src/sandbox/local-executor.ts";
import type { Store } from "../../src/store/store.ts";
import { OFFLINE } from "../offline.ts";
import { temporaryFolder, temporaryStore, value, writeFiles } from "../store/temporary-store.ts";

const repository = dirname(dirname(import.meta.dirname));
const MACHINE: Machine = {
  vendor: "GenuineIntel",
  model: "a processor",
  kernel: "Linux 6",
  distribution: "debian 12",
  cores: 1,
  executor: "another machine",
  fromseed: sha256("src"),
  node: "v24",
};
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

function localExecutor(store: Store): LocalExecutor {
  return new LocalExecutor({ path: PATH, newScratch: (name) => store.newScratch(name), now: () => performance.now() });
}

/**
 * What another machine would be: it has a store of its own, is sent bytes under their digests when it lacks them, runs
 * jobs by itself and sends the output back.
 */
class OtherMachine implements Executor {
  readonly name = "another machine";
  readonly jobs: Job[] = [];
  readonly #store: Store;
  readonly #local: LocalExecutor;

  constructor(store: Store) {
    this.#store = store;
    this.#local = localExecutor(store);
  }

  async run({ job, bytes, workspace, ...rest }: Execution): Promise<ExecutionResult> {
    // Over a wire only text would come.
    const received = JSON.parse(JSON.stringify(job)) as Job;
    this.jobs.push(received);
    const { layers, files, sources } = received;
    for (const tree of [...layers, ...(files === undefined ? [] : [files])]) await this.#send(tree, bytes.tree(tree));
    expect(sources).toEqual([]);
    const own = { tree: (tree: Sha256) => this.#store.treeDirectory(tree), file: () => "/nowhere" };
    const there = value(await this.#store.newScratch("job"));
    const result = await this.#local.run({ job: received, bytes: own, workspace: there, ...rest });
    if (!result.ok) return result;
    const output = join(workspace, "output");
    await cp(result.output, output, { recursive: true, verbatimSymlinks: true });
    return { ...result, output };
  }

  async #send(tree: Sha256, directory: string): Promise<void> {
    if (await this.#store.hasTree(tree)) return;
    const copy = value(await this.#store.newScratch("sent"));
    await cp(directory, join(copy, "tree"), { recursive: true, verbatimSymlinks: true });
    expect(value(await this.#store.putTree(join(copy, "tree"))).sha256).toBe(tree);
  }

  missing() {
    return this.#local.missing();
  }
}

async function build(
  project: Project,
  target: string,
  store: Store,
  executor: Executor,
  {
    onEvent = () => undefined,
    signal = new AbortController().signal,
  }: { readonly onEvent?: (event: Event) => void; readonly signal?: AbortSignal } = {},
) {
  const events: Event[] = [];
  const emit = (event: Event): void => {
    events.push(event);
    onEvent(event);
  };
  const workshop: Workshop = {
    projectRoot: project.root,
    store,
    executor,
    fetching: OFFLINE,
    contract: CONTRACT_VERSION,
    cores: 1,
    expected: new Map(),
    accept: false,
    emit,
    now: () => performance.now(),
    witness: { date: () => new Date(), machine: () => Promise.resolve(MACHINE) },
  };
  const result = await run([target], closure(project.stages, [target]), stageWork(workshop), {
    jobs: 2,
    cores: 1,
    keepGoing: false,
    signal,
    now: () => performance.now(),
    estimate: () => undefined,
    emit,
  });
  return { ...result, events };
}

test("the rungs come out the same from an executor elsewhere, which is told digests alone", async () => {
  const project = value(await loadProject(repository));
  const here = await temporaryStore();
  const elsewhere = await temporaryStore();
  const otherMachine = new OtherMachine(elsewhere);
  const built = await build(project, "asm", here, otherMachine);
  expect(built.failures).toEqual(new Map());
  for (const [stage, { tree, how }] of built.outcomes)
    expect({ stage, tree, how }).toEqual({ stage, tree: project.expected.get(stage)!.sha256, how: "built" });
  expect(otherMachine.jobs.length).toBeGreaterThanOrEqual(3);
  for (const job of otherMachine.jobs) expect(JSON.stringify(job)).not.toContain(here.home);

  const again = await temporaryStore();
  const local = await build(project, "asm", again, localExecutor(again));
  expect([...local.outcomes].map(([stage, { tree, manifest }]) => [stage, tree, manifest])).toEqual(
    [...built.outcomes].map(([stage, { tree, manifest }]) => [stage, tree, manifest]),
  );
});

/** A project of the seed, and of one stage whose second step fails. */
async function failingProject(): Promise<Project> {
  const folder = temporaryFolder();
  await mkdir(join(folder, "bootstrap-seed"));
  await cp(join(repository, "bootstrap-seed/hex0"), join(folder, "bootstrap-seed/hex0"), { recursive: true });
  await cp(join(repository, "recipes/seed"), join(folder, "recipes/seed"), { recursive: true });
  writeFiles(folder, {
    "recipes/fails/recipe.yaml": `# Its second step names a program that is not there.
about: it fails
version: "1"
files: [recipes/fails/recipe.yaml]
steps:
  - name: none
    argv: [/no/such/program]
outputs: [out]
`,
    "stages/all.yaml": `# Two.
stages:
  - name: seed
    recipe: seed
  - name: fails
    recipe: fails
    uses: [seed]
`,
  });
  return value(await loadProject(folder));
}

test("a failed build is kept as the job that failed, in digests, and is found again where the store is", async () => {
  const project = await failingProject();
  const store = await temporaryStore();
  const { failures, outcomes, events } = await build(project, "fails", store, localExecutor(store));
  expect(failures.get("fails")).toMatchObject([{ code: "step-not-started" }]);
  expect(events).toContainEqual(
    expect.objectContaining({ type: "stage-failed", kept: store.failedDirectory("fails") }),
  );
  const failed = value(value(await store.withFailed("fails", (directory) => readFailedBuild(store, directory))));
  expect(failed.step.argv).toEqual(["/no/such/program"]);
  expect(failed.job).toMatchObject({ layers: [outcomes.get("seed")!.tree], sources: [], proc: false });
  expect(JSON.stringify(failed.job)).not.toContain(store.home);
  expect(failed.bytes.tree(failed.job.layers[0]!)).toBe(store.treeDirectory(outcomes.get("seed")!.tree));
  expect(failed.bytes.tree(failed.job.files!)).toBe(join(store.failedDirectory("fails"), "repo"));
});

test("a stage that another process builds by the same key is said to wait", async () => {
  const project = value(await loadProject(repository));
  const store = await temporaryStore();
  const first = await build(project, "seed", store, localExecutor(store));
  const { key } = first.outcomes.get("seed")!;
  // As if it had never been asked for here, so that the lock of its key is.
  await rm(store.textPath("latest", "seed.json"));
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const holding = store.withLock(`key-${key}`, () => held);
  const { events, outcomes } = await build(project, "seed", store, localExecutor(store), {
    onEvent: ({ type }) => {
      if (type === "stage-waiting") release();
    },
  });
  await holding;
  expect(events).toContainEqual({ type: "stage-waiting", stage: "seed", for: { type: "same-build" } });
  expect(outcomes.get("seed")!.how).toBe("reused");
});

test("a stage whose step is cut off is stopped: it has no failure, and nothing of it is kept", async () => {
  const project = value(await loadProject(repository));
  const store = await temporaryStore();
  const abort = new AbortController();
  const { events, failures, stopped, skipped } = await build(project, "linker", store, localExecutor(store), {
    signal: abort.signal,
    onEvent: (event) => {
      if (event.type === "stage-progress" && event.stage === "hex0" && event.activity === "building") abort.abort();
    },
  });
  expect({ failures, stopped, skipped }).toEqual({ failures: new Map(), stopped: ["hex0"], skipped: ["linker"] });
  expect(events).toContainEqual({ type: "stage-stopped", stage: "hex0", seconds: expect.any(Number) });
  expect(events).toContainEqual({
    type: "stage-skipped",
    stage: "linker",
    because: { type: "use-stopped", stage: "hex0" },
  });
  expect((await store.withFailed("hex0", async () => "kept")).ok).toBe(false);
  // The next run begins it again, and ends.
  const again = await build(project, "linker", store, localExecutor(store));
  expect([...again.outcomes].map(([stage, { how }]) => [stage, how])).toEqual([
    ["seed", "reused"],
    ["hex0", "built"],
    ["linker", "built"],
  ]);
});
