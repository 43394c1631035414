// The second part of the page: a program at work, an instruction at a time or many. The processor is in a worker; here is
// what a person sees of it and the buttons. Speaks to a screen reader only when it stands still.

import type { ChainStage } from "./chain.ts";
import { byId, element, numberText } from "./element.ts";
import type { Embedded } from "./embedded.ts";
import { linesByAddress, readListing } from "./listing.ts";
import { ListingView } from "./listing-view.ts";
import type { FromWorker, Snapshot } from "./messages.ts";
import { RegistersView } from "./registers-view.ts";
import { startWorker } from "./worker-link.ts";

/** The commented text of each program that has one, by the path that a step calls it by. */
const LISTINGS: ReadonlyMap<string, string> = new Map([
  ["/bin/hex0", "bootstrap-seed/hex0/hex0.hex0"],
  ["/bin/linker", "bootstrap-seed/linker/linker.hex0"],
  ["/bin/asm", "bootstrap-seed/asm/asm.hex1"],
]);

/** How often a running program is shown, in milliseconds. */
const FRAME = 33;
/** At full speed: instructions between two pictures. */
const MANY = 2_000_000;
/** System calls that are kept on the screen. */
const CALLS = 200;

export function showSteps(embedded: Embedded): void {
  const stages = embedded.chain.stages.filter((stage) => LISTINGS.has(programOf(stage)));
  const select = byId<HTMLSelectElement>("step-program");
  select.append(...stages.map((stage) => element("option", { value: stage.name }, titleOf(stage))));
  new StepsView(embedded, stages);
}

function programOf({ build }: ChainStage): string {
  return build.type === "steps" ? build.steps[0]!.argv[0]! : "";
}

function titleOf(stage: ChainStage): string {
  return `${programOf(stage).replace("/bin/", "")} makes ${stage.name}`;
}

class StepsView {
  readonly #embedded: Embedded;
  readonly #stages: readonly ChainStage[];
  readonly #registers = new RegistersView();
  readonly #worker;
  #listing: ListingView | undefined;
  #lines: ReturnType<typeof linesByAddress> = new Map();
  #isRunning = false;
  #isOver = false;
  /** An answer is awaited. */
  #isAway = false;

  constructor(embedded: Embedded, stages: readonly ChainStage[]) {
    this.#embedded = embedded;
    this.#stages = stages;
    this.#worker = startWorker(embedded, (message) => this.#take(message));
    byId("step-one").addEventListener("click", () => this.#pauseOr(() => this.#go(1)));
    byId("step-call").addEventListener("click", () => this.#pauseOr(() => this.#go(MANY * 100, true)));
    byId("step-run").addEventListener("click", () => this.#pauseOr(() => this.#run()));
    byId("step-again").addEventListener("click", () => this.#load());
    byId("step-program").addEventListener("change", () => this.#load());
    this.#load();
  }

  /** Whatever is pressed while the program runs makes it pause first. */
  #pauseOr(act: () => void): void {
    if (this.#isRunning) this.#setRunning(false);
    else act();
  }

  #setRunning(isRunning: boolean): void {
    this.#isRunning = isRunning;
    byId("step-run").textContent = isRunning ? "Pause" : "Run";
  }

  #load(): void {
    this.#setRunning(false);
    this.#isOver = false;
    const name = byId<HTMLSelectElement>("step-program").value;
    const stage = this.#stages.find((each) => each.name === name)!;
    const path = LISTINGS.get(programOf(stage))!;
    const lines = readListing(new TextDecoder().decode(this.#embedded.files.get(`repo/${path}`)!.bytes));
    this.#listing = new ListingView(byId("step-listing"), lines);
    this.#lines = linesByAddress(lines);
    byId("step-calls").replaceChildren();
    byId("step-listing").scrollTop = 0;
    this.#isAway = true;
    this.#worker.send({ type: "load", stage: name });
  }

  #go(instructions: number, toCall = false): void {
    if (this.#isAway) return;
    if (this.#isOver) return this.#load();
    this.#isAway = true;
    this.#worker.send({ type: "go", instructions, toCall });
  }

  #run(): void {
    if (this.#isOver) return this.#load();
    this.#setRunning(true);
    const beat = (): void => {
      if (!this.#isRunning) return;
      const speed = Number(byId<HTMLSelectElement>("step-speed").value);
      this.#go(speed === 0 ? MANY : Math.max(1, Math.round((speed * FRAME) / 1000)));
      setTimeout(beat, speed === 0 ? FRAME : Math.max(FRAME, 1000 / speed));
    };
    beat();
  }

  #take(message: FromWorker): void {
    this.#isAway = false;
    if (message.type === "snapshot") return this.#show(message.snapshot);
    if (message.type !== "failed" && message.type !== "broken") return;
    this.#setRunning(false);
    this.#isOver = true;
    byId("step-status").textContent = message.message;
  }

  #show(snapshot: Snapshot): void {
    const { address, instructions, calls, ended } = snapshot;
    this.#listing?.mark(ended === undefined ? address : undefined);
    this.#registers.show(snapshot);
    showReading(snapshot);
    byId("step-writing").textContent = [...snapshot.writing]
      .map((byte) => byte.toString(16).toUpperCase().padStart(2, "0"))
      .join(" ");
    const list = byId("step-calls");
    list.append(...calls.map((call) => element("li", {}, call)));
    while (list.childElementCount > CALLS) list.firstElementChild!.remove();
    list.scrollTop = list.scrollHeight;
    if (ended !== undefined) {
      this.#setRunning(false);
      this.#isOver = true;
      byId("step-status").textContent = `${ended}, after ${numberText(instructions)} instructions.`;
      return;
    }
    if (this.#isRunning) byId("step-status").setAttribute("aria-live", "off");
    else byId("step-status").setAttribute("aria-live", "polite");
    const line = this.#lines.get(address);
    const where = `${numberText(instructions)} done. Next, at ${address.toString(16).toUpperCase()}: `;
    byId("step-status").replaceChildren(
      where,
      element("code", {}, line?.instruction ?? "no line of the text"),
      line?.reason ? `: ${line.reason}` : "",
    );
  }
}

/** The text around rsi, with the character that it points to marked. */
function showReading({ reading: { bytes, at } }: Snapshot): void {
  const text = (part: Uint8Array): string =>
    [...part]
      .map((byte) => (byte === 10 ? "\n" : byte < 32 || byte > 126 ? "\u00b7" : String.fromCharCode(byte)))
      .join("");
  const here = text(bytes.subarray(at, at + 1));
  byId("step-reading").replaceChildren(
    text(bytes.subarray(0, at)),
    element("mark", {}, here === "\n" ? "\u21b5\n" : here),
    text(bytes.subarray(at + 1)),
  );
}
