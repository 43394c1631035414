// The registers and flags on the screen, with those that the last instructions changed.

import { byId, element } from "./element.ts";
import type { Snapshot } from "./messages.ts";

/** By their numbers in the processor's manual (Intel SDM volume 1, section 3.4.1). */
const NAMES = "rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15".split(" ");
/** The order in which they are read: what the programs use most comes first. */
const ORDER = [0, 3, 1, 2, 6, 7, 5, 4, 8, 9, 10, 11, 12, 13, 14, 15];
const FLAGS: readonly (readonly [number, string])[] = [
  [0x1, "carry"],
  [0x40, "zero"],
  [0x80, "sign"],
  [0x800, "overflow"],
  [0x4, "parity"],
  [0x400, "direction"],
];

export class RegistersView {
  readonly #rows = new Map<string, { readonly row: HTMLElement; readonly value: HTMLElement }>();

  constructor() {
    for (const name of [...ORDER.map((number) => NAMES[number]!), "rip", "flags"]) {
      const value = element("dd", {});
      const row = element("div", name === "flags" ? { class: "wide" } : {}, element("dt", {}, name), value);
      this.#rows.set(name, { row, value });
      byId("step-registers").append(row);
    }
  }

  show({ registers, address, flags }: Snapshot): void {
    for (const [number, value] of registers.entries()) this.#set(NAMES[number]!, value.toString(16).toUpperCase());
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
