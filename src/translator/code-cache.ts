// Compiled code of programs, kept from one process to the next of the same program. Must never give code for bytes other
// than those it was made from.

import type { WasmModule } from "../interpreter/web-assembly.ts";

/** Where a block's code is: a function of the table, and the block's number in it. */
export interface CompiledBlock {
  readonly address: number;
  readonly function: number;
  readonly block: number;
}

/** Regions that were compiled together. */
export interface Translation {
  readonly module: WasmModule;
  readonly functions: number;
  readonly blocks: readonly CompiledBlock[];
  /** The program's bytes that it was made from. */
  readonly sources: readonly { readonly address: number; readonly bytes: Uint8Array }[];
}

/** Programs whose code is kept: a compiler, and what it has made to be run between two uses of it. */
const MOST_PROGRAMS = 2;

export class CodeCache {
  readonly #programs: { readonly file: Uint8Array; readonly translations: Translation[] }[] = [];

  /** The translations of a program, by the bytes of its file: to be added to by who compiles more. */
  of(file: Uint8Array): Translation[] {
    const at = this.#programs.findIndex((each) => same(each.file, file));
    const [found = { file, translations: [] }] = at < 0 ? [] : this.#programs.splice(at, 1);
    // The one used last stands first.
    this.#programs.unshift(found);
    this.#programs.length = Math.min(this.#programs.length, MOST_PROGRAMS);
    return found.translations;
  }
}

export function same(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
