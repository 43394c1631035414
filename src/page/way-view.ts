// The third part of the page: all stages down from the seed, how far they are, and their digests beside the published
// ones. The worker that built tinycc is handed on to the fourth part, which compiles with it.

import type { ChainStage } from "./chain.ts";
import { byId, element, setBusy, verdictOf } from "./element.ts";
import type { Embedded } from "./embedded.ts";
import { EXPECTED_INSTRUCTIONS } from "./expected-instructions.ts";
import type { FromWorker } from "./messages.ts";
import type { ProgramView } from "./program-view.ts";
import { startWorker, type WorkerLink } from "./worker-link.ts";
import { numberText } from "./number-text.ts";

export function showWay(embedded: Embedded, program: ProgramView): void {
  new WayView(embedded, program);
}

interface Row {
  readonly stage: ChainStage;
  readonly state: HTMLElement;
  readonly digest: HTMLElement;
}

class WayView {
  readonly #embedded: Embedded;
  readonly #program: ProgramView;
  #rows: readonly Row[] = [];
  #worker: WorkerLink | undefined;
  #begun = 0;
  /** Instructions of the stages that are done. */
  #done = 0;
  #equal = 0;
  /** The stage that is being built, or was when it ended. */
  #building: string | undefined;

  constructor(embedded: Embedded, program: ProgramView) {
    this.#embedded = embedded;
    this.#program = program;
    byId("way-run").addEventListener("click", () => this.#start());
    byId("way-stop").addEventListener("click", () => this.#end("Stopped. The next run begins at the seed.", "stopped"));
    this.#layRows();
  }

  #layRows(): void {
    this.#rows = this.#embedded.chain.stages.map((stage) => ({
      stage,
      state: element("span", { class: "state waiting" }, ""),
      digest: element("code", { class: "digest" }, ""),
    }));
    byId("way-stages").replaceChildren(
      ...this.#rows.map(({ stage, state, digest }) =>
        element(
          "li",
          {},
          element("span", { class: "name" }, stage.name),
          element("span", { class: "about" }, stage.about),
          state,
          digest,
        ),
      ),
    );
  }

  #start(): void {
    this.#worker?.end();
    this.#program.take(undefined);
    this.#layRows();
    this.#done = this.#equal = 0;
    this.#begun = performance.now();
    byId("way-verdict").textContent = "";
    byId("way-status").textContent = "Building.";
    byId("way-status").classList.remove("other");
    this.#building = undefined;
    this.#setBusy(true);
    this.#worker = startWorker(this.#embedded, (message) => this.#take(message));
    this.#worker.send({ type: "build" });
  }

  #setBusy(isBusy: boolean): void {
    setBusy(byId<HTMLButtonElement>("way-run"), byId<HTMLButtonElement>("way-stop"), isBusy);
  }

  #end(message: string, how: "stopped" | "failed"): void {
    this.#worker?.end();
    this.#worker = undefined;
    this.#setBusy(false);
    byId("way-label").textContent = how === "failed" ? "Failed" : "Stopped";
    byId("way-status").textContent = message;
    byId("way-status").classList.toggle("other", how === "failed");
    if (this.#building !== undefined) this.#row(this.#building).state.textContent = how;
  }

  #row(stage: string): Row {
    return this.#rows.find((row) => row.stage.name === stage)!;
  }

  #take(message: FromWorker): void {
    switch (message.type) {
      case "stage-started":
        this.#building = message.stage;
        this.#row(message.stage).state.textContent = "being built";
        return;
      case "progress":
        return this.#progress(message.stage, message.instructions);
      case "stage-done":
        return this.#stageDone(message);
      case "built":
        return this.#built();
      case "failed":
      case "broken":
        return this.#end(message.message, "failed");
      default:
        return this.#program.hear(message);
    }
  }

  #progress(stage: string, instructions: number): void {
    const done = this.#done + instructions;
    const rate = done / ((performance.now() - this.#begun) * 1000);
    byId<HTMLProgressElement>("way-progress").value = Math.min(0.999, done / total);
    byId("way-label").textContent =
      `${stage}: ${Math.min(99, Math.floor((done / total) * 100))} % of ${numberText(total)} instructions, ${rate.toFixed(rate < 10 ? 1 : 0)} million a second`;
  }

  #stageDone({ stage, instructions, digest }: Extract<FromWorker, { type: "stage-done" }>): void {
    const row = this.#row(stage);
    const isEqual = digest === row.stage.expected;
    this.#done += instructions;
    if (isEqual) this.#equal++;
    row.state.className = "state";
    row.state.replaceChildren(
      verdictOf(digest, row.stage.expected),
      instructions === 0 ? "" : ` · ${numberText(instructions)} instructions`,
    );
    row.digest.replaceChildren(digest);
    if (!isEqual)
      row.digest.append(element("br", {}), element("span", { class: "other" }, `published: ${row.stage.expected}`));
    byId("way-status").textContent = `${stage}: ${isEqual ? "equal to" : "different from"} the published digest.`;
    this.#progress(stage, 0);
  }

  #built(): void {
    const { length } = this.#rows;
    const seconds = (performance.now() - this.#begun) / 1000;
    this.#setBusy(false);
    byId<HTMLProgressElement>("way-progress").value = 1;
    byId("way-label").textContent = `${numberText(this.#done)} instructions in ${seconds.toFixed(1)} s`;
    byId("way-status").textContent = "";
    byId("way-verdict").replaceChildren(
      this.#equal === length
        ? element("span", { class: "same" }, `All ${length} digests equal the published ones.`)
        : element(
            "span",
            { class: "other" },
            `${length - this.#equal} of ${length} digests differ from the published ones.`,
          ),
    );
    this.#program.take(this.#worker);
  }
}

const total = EXPECTED_INSTRUCTIONS;
