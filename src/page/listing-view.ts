// A listing on the screen: a list of instructions below each routine's purpose. Can mark the line where the processor is.

import { element } from "./element.ts";
import type { ListingLine } from "./listing.ts";

export class ListingView {
  readonly #box: HTMLElement;
  readonly #byAddress = new Map<number, HTMLElement>();
  #here: HTMLElement | undefined;

  constructor(box: HTMLElement, lines: readonly ListingLine[]) {
    this.#box = box;
    box.replaceChildren();
    let list: HTMLElement | undefined;
    for (const line of lines) {
      if (line.type === "code") {
        if (list === undefined) box.append((list = element("ol", {})));
        const row = codeRow(line);
        this.#byAddress.set(line.address, row);
        list.append(row);
        continue;
      }
      list = undefined;
      const name = line.type === "routine" ? [element("b", {}, line.name), line.text === "" ? "" : ": "] : [];
      box.append(element("p", {}, ...name, line.text));
    }
  }

  /** Marks the line at an address, if there is one, and brings it into sight within the box. */
  mark(address: number | undefined): void {
    const row = address === undefined ? undefined : this.#byAddress.get(address);
    if (row === this.#here) return;
    this.#here?.removeAttribute("aria-current");
    this.#here = row;
    if (row === undefined) return;
    row.setAttribute("aria-current", "step");
    const box = this.#box.getBoundingClientRect();
    const place = row.getBoundingClientRect();
    const outside = place.top < box.top + 60 || place.bottom > box.bottom - 60;
    if (outside) this.#box.scrollTop += place.top - box.top - box.height / 3;
  }
}

function codeRow({ address, bytes, instruction, reason }: Extract<ListingLine, { type: "code" }>): HTMLElement {
  const isCode = !/^(?:field|data|text)\b/.test(instruction);
  return element(
    "li",
    { class: isCode ? "code" : "data" },
    element("code", { class: "address" }, address.toString(16).toUpperCase()),
    element("code", { class: "bytes" }, bytes),
    element("code", { class: "instruction" }, instruction),
    element("span", { class: "reason" }, reason),
  );
}
