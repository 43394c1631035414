// The registers and flags on the screen, with those that the last instructions changed.

import { CF, OF, PF, REGISTER_NAMES, SF, ZF } from "../interpreter/registers.ts";
import { byId, element } from "./element.ts";
import type { Snapshot } from "./messages.ts";

/** The order in which they are read: what the programs use most comes first. */
const ORDER = [0, 3, 1, 2, 6, 7, 5, 4, 8, 9, 10, 11, 12, 13, 14, 15];
const FLAGS: readonly (readonly [number, string])[] = [
  [CF, "carry"],
  [ZF, "zero"],
  [SF, "sign"],
  [OF, "overflow"],
  [PF, "parity"],
];

export class RegistersView {
  readonly #rows = new Map<string, { readonly row: HTMLElement; readonly value: HTMLElement }>();

  constructor() {
    for (const name of [...ORDER.map((number) => REGISTER_NAMES[number]!), "rip", "flags"]) {
      const value = element("dd", {});
      const row = element("div", name === "flags" ? { class: "wide" } : {}, element("dt", {}, name), value);
      this.#rows.set(name, { row, value });
      byId("step-registers").append(row);
    }
  }

  show({ registers, address, flags }: Snapshot): void {
    for (const [number, value] of registers.entries())
      this.#set(REGISTER_NAMES[number]!, value.toString(16).toUpperCase());
    this.#set("rip", address.toString(16).toUpperCase());
    const set = FLAGS.flatMap(([bit, name]) => ((flags & bit) === 0 ? [] : [name]));
    this.#set("flags", set.length === 0 ? "none" : set.join(" "));
  }

  #set(name: string, text: string): void {
    const { row, value } = this.#rows.get(name)!;
    row.classList.toggle("changed", name !== "rip" && value.textContent !== "" && value.textContent !== text);
    value.textContent = text;
  }
}
