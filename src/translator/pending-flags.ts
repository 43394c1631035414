// The status flags in compiled code: they are not computed when an instruction sets them, but when one reads them, from
// the operands and the result, which stay in locals. Flags that are read elsewhere are brought to memory. The rules are
// those of arithmetic.ts.

import { STATUS } from "../interpreter/arithmetic.ts";
import { CONDITION_FLAGS } from "./flag-use.ts";
import { FLAGS } from "../interpreter/layout.ts";
import type { Width } from "../interpreter/memory.ts";
import { A, B, F, R, type RegionCode } from "./region-code.ts";
import { CF, OF, PF, SF, ZF } from "../interpreter/registers.ts";
import { OP } from "./wasm-code.ts";

/** What set the flags last. `count` is inc or dec, which leave the carry as it was. */
type Setter = { readonly kind: "add" | "subtract" | "logical"; readonly width: Width; readonly count: boolean };

export class PendingFlags {
  readonly #code: RegionCode;
  /** Undefined: the flags are in memory, or nobody reads them. */
  #setter: Setter | undefined;

  constructor(code: RegionCode) {
    this.#code = code;
  }

  /** At the start of a block: what came before is in memory. */
  begin(): void {
    this.#setter = undefined;
  }

  /** From now on they follow from A, B and R, which the caller has set, zeros above their bytes. */
  pend(kind: Setter["kind"], width: Width, count = false): void {
    this.#setter = { kind, width, count };
  }

  /** Brings them to memory; they can still be read from where they are. */
  save(): void {
    if (this.#setter === undefined) return;
    this.store(() => this.#word(this.#setter!), this.#setter.count ? STATUS & ~CF : STATUS);
  }

  /** Stores what `emit` puts on the stack, i32, as these flags. */
  store(emit: () => void, which: number = STATUS): void {
    const code = this.#code;
    code.i32(0);
    code.i32(0);
    code.access(OP.i32_load, FLAGS);
    code.i32(~which);
    code.op(OP.i32_and);
    emit();
    code.op(OP.i32_or);
    code.access(OP.i32_store, FLAGS);
  }

  /** Zero, sign and parity of R, i32 on the stack. */
  valueWord(width: Width): void {
    const code = this.#code;
    this.#flag(ZF, () => {
      code.get(R);
      code.op(OP.i64_eqz);
    });
    this.#flag(SF, () => this.#top(width, () => code.get(R)));
    code.op(OP.i32_or);
    this.#flag(PF, () => {
      code.get(R);
      code.op(OP.i32_wrap_i64);
      code.i32(255);
      code.op(OP.i32_and, OP.i32_popcnt);
      code.i32(1);
      code.op(OP.i32_and, OP.i32_eqz);
    });
    code.op(OP.i32_or);
  }

  #word(setter: Setter): void {
    const code = this.#code;
    this.valueWord(setter.width);
    if (setter.kind === "logical") return;
    this.#flag(OF, () => this.#overflow(setter));
    code.op(OP.i32_or);
    if (setter.count) return;
    this.#flag(CF, () => this.#carry(setter));
    code.op(OP.i32_or);
  }

  /** Puts a bit at a flag's place. */
  #flag(flag: number, emit: () => void): void {
    emit();
    if (flag === 1) return;
    this.#code.i32(Math.log2(flag));
    this.#code.op(OP.i32_shl);
  }

  /** The highest bit of what is put on the stack, as i32. */
  #top(width: Width, emit: () => void): void {
    emit();
    this.#code.i64(BigInt(8 * width - 1));
    this.#code.op(OP.i64_shr_u, OP.i32_wrap_i64);
    this.#code.i32(1);
    this.#code.op(OP.i32_and);
  }

  #carry({ kind }: Setter): void {
    const [less, than] = kind === "add" ? [R, A] : [A, B];
    this.#code.get(less);
    this.#code.get(than);
    this.#code.op(OP.i64_lt_u);
  }

  #overflow({ kind, width }: Setter): void {
    const code = this.#code;
    this.#top(width, () => {
      code.get(A);
      code.get(kind === "add" ? R : B);
      code.op(OP.i64_xor);
      code.get(kind === "add" ? B : A);
      code.get(R);
      code.op(OP.i64_xor, OP.i64_and);
    });
  }

  /** Whether a condition holds: i32 on the stack, of which 0 is no, and any other yes. */
  condition(condition: number): void {
    const pair = condition >> 1;
    const setter = this.#setter;
    const direct = setter !== undefined && this.#direct(setter, pair);
    if (!direct) {
      if (setter === undefined || setter.count) this.save();
      if (setter === undefined || setter.count) {
        this.#code.i32(0);
        this.#code.access(OP.i32_load, FLAGS);
      } else this.#word(setter);
      this.#ofWord(pair);
    }
    if ((condition & 1) === 1) this.#code.op(OP.i32_eqz);
  }

  /** Without the flags, where operands and result tell as well. */
  #direct(setter: Setter, pair: number): boolean {
    const code = this.#code;
    const { kind, width, count } = setter;
    const signed = (local: number): void => {
      code.get(local);
      code.extendSign(width);
    };
    if (pair === 2) {
      code.get(R);
      code.op(OP.i64_eqz);
      return true;
    }
    if (pair === 4 || (kind === "logical" && pair === 6)) {
      signed(R);
      code.i64(0n);
      code.op(OP.i64_lt_s);
      return true;
    }
    if (kind === "logical" && (pair === 3 || pair === 7)) {
      if (pair === 7) signed(R);
      else code.get(R);
      code.i64(0n);
      code.op(pair === 7 ? OP.i64_le_s : OP.i64_eq);
      return true;
    }
    if (kind !== "subtract" || count || ![1, 3, 6, 7].includes(pair)) return false;
    const unsigned = pair < 6;
    for (const local of [A, B]) {
      if (unsigned) code.get(local);
      else signed(local);
    }
    code.op([OP.i64_lt_u, OP.i64_le_u, OP.i64_lt_s, OP.i64_le_s][[1, 3, 6, 7].indexOf(pair)]!);
    return true;
  }

  /** Takes the flags from the stack. */
  #ofWord(pair: number): void {
    const code = this.#code;
    if (pair < 6) {
      code.i32(CONDITION_FLAGS[pair]!);
      code.op(OP.i32_and);
      return;
    }
    // Sign and overflow differ: the one shifted to the place of the other.
    code.tee(F);
    code.get(F);
    code.i32(Math.log2(OF / SF));
    code.op(OP.i32_shr_u, OP.i32_xor);
    code.i32(SF);
    code.op(OP.i32_and);
    if (pair === 6) return;
    code.get(F);
    code.i32(ZF);
    code.op(OP.i32_and, OP.i32_or);
  }
}

/** What code is made in, and which flags somebody may read after the instruction. */
export interface Compiling {
  readonly code: RegionCode;
  readonly flags: PendingFlags;
  readonly flagsAfter: number;
}
