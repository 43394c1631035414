// The second part of the page: a program at work, an instruction at a time or many. The processor is in a worker; here is
// what a person sees of it and the buttons. Speaks to a screen reader only when it stands still.

import type { ChainStage } from "./chain.ts";
import { byId, element } from "./element.ts";
import type { Embedded } from "./embedded.ts";
import { byteText } from "./hex-text.ts";
import { linesByAddress, readListing } from "./listing.ts";
import { ListingView } from "./listing-view.ts";
import type { FromWorker, Snapshot } from "./messages.ts";
import { RegistersView } from "./registers-view.ts";
import { startWorker } from "./worker-link.ts";
import { numberText } from "./number-text.ts";

/** The commented text of each program that has one, by the path that a step calls it by. */
const LISTINGS: ReadonlyMap<string, string> = new Map([
  ["/bin/hex0", "bootstrap-seed/hex0/hex0.hex0"],
  ["/bin/linker", "bootstrap-seed/linker/linker.hex0"],
  ["/bin/asm", "bootstrap-seed/asm/asm.hex1"],
]);

/** How often a running program is shown, in milliseconds. */
const FRAME = 33;
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

/** Whether it runs, and until what. */
type Mode = "still" | "to a system call" | "on";

class StepsView {
  readonly #embedded: Embedded;
  readonly #stages: readonly ChainStage[];
  readonly #registers = new RegistersView();
  readonly #worker;
  #listing: ListingView | undefined;
  #lines: ReturnType<typeof linesByAddress> = new Map();
  #mode: Mode = "still";
  #runs = 0;
  /** How often a program was loaded: what is heard of an earlier one is too late. */
  #loads = 0;
  #isOver = false;
  /** An answer is awaited. */
  #isAway = false;

  constructor(embedded: Embedded, stages: readonly ChainStage[]) {
    this.#embedded = embedded;
    this.#stages = stages;
    this.#worker = startWorker(embedded, (message) => this.#take(message));
    byId("step-one").addEventListener("click", () => this.#pauseOr(() => this.#go(1)));
    byId("step-call").addEventListener("click", () => this.#pauseOr(() => this.#run("to a system call")));
    byId("step-run").addEventListener("click", () => this.#pauseOr(() => this.#run("on")));
    byId("step-again").addEventListener("click", () => this.#load());
    byId("step-program").addEventListener("change", () => this.#load());
    this.#load();
  }

  /** Whatever is pressed while the program runs makes it pause first. */
  #pauseOr(act: () => void): void {
    if (this.#mode !== "still") {
      this.#setMode("still");
      // Where it stands is told once more, now aloud.
      this.#go(0);
    } else if (this.#isOver) this.#load();
    else act();
  }

  #setMode(mode: Mode): void {
    this.#mode = mode;
    byId("step-run").textContent = mode === "still" ? "Run" : "Pause";
    // What flies past is not read out; where it comes to a stand is.
    byId("step-status").ariaLive = mode === "still" ? "polite" : "off";
  }

  #load(): void {
    this.#setMode("still");
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
    this.#worker.send({ type: "load", stage: name, load: ++this.#loads });
  }

  #go(instructions: number): void {
    if (this.#isAway) return;
    this.#isAway = true;
    this.#worker.send({ type: "go", instructions, toCall: this.#mode === "to a system call" });
  }

  #run(mode: Mode): void {
    this.#setMode(mode);
    const run = ++this.#runs;
    const beat = (): void => {
      if (this.#mode === "still" || run !== this.#runs) return;
      const speed = mode === "on" ? Number(byId<HTMLSelectElement>("step-speed").value) : 0;
      this.#go(speed === 0 ? Infinity : Math.max(1, Math.round((speed * FRAME) / 1000)));
      setTimeout(beat, speed === 0 ? 0 : Math.max(FRAME, 1000 / speed));
    };
    beat();
  }

  #take(message: FromWorker): void {
    if (message.type === "snapshot" && message.load !== this.#loads) return;
    this.#isAway = false;
    if (message.type === "snapshot") return this.#show(message.snapshot);
    if (message.type !== "failed" && message.type !== "broken") return;
    this.#setMode("still");
    this.#isOver = true;
    byId("step-status").textContent = message.message;
  }

  #show(snapshot: Snapshot): void {
    const { address, instructions, calls, ended } = snapshot;
    this.#listing?.mark(ended === undefined ? address : undefined);
    this.#registers.show(snapshot);
    showReading(snapshot);
    byId("step-writing").textContent = [...snapshot.writing].map(byteText).join(" ");
    const list = byId("step-calls");
    list.append(...calls.map((call) => element("li", {}, call)));
    while (list.childElementCount > CALLS) list.firstElementChild!.remove();
    list.scrollTop = list.scrollHeight;
    if (ended !== undefined || (calls.length > 0 && this.#mode === "to a system call")) this.#setMode("still");
    if (ended !== undefined) {
      this.#isOver = true;
      byId("step-status").textContent = `${ended}, after ${numberText(instructions)} instructions.`;
      return;
    }
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
