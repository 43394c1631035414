// The memory of a process: bytes by address, in pages that may be read, written, executed or are not there. Every access
// is checked. Must never let a program see bytes that it has not mapped.

import { ADDRESSES, PAGE, PERMISSIONS, PROGRAM } from "./layout.ts";
import { Stopped } from "./stop.ts";
import { WASM, type WasmMemory } from "./web-assembly.ts";

/** As in the kernel's PROT_ constants and in an ELF header's p_flags (there in another order). */
export const READ = 1;
export const WRITE = 2;
export const EXECUTE = 4;
/** The page holds code that was compiled: a write to it must be seen. */
const COMPILED = 8;
/** The page may be written without that; always together with WRITE. */
export const WRITE_UNSEEN = 16;

const WHAT = new Map([
  [READ, "read"],
  [WRITE, "write"],
  [EXECUTE, "fetch"],
]);

/** 1, 2, 4 or 8 bytes. */
export type Width = 1 | 2 | 4 | 8;

export class Memory {
  /** Everything of the process, laid out as layout.ts says. Zero where nothing was written. */
  readonly whole: WasmMemory;
  /** The bytes by the program's addresses. */
  readonly bytes: Uint8Array;
  readonly permissions: Uint8Array;
  readonly #view: DataView;
  /** Told of the address and length of each write to a page with compiled code. */
  onCodeWrite: (address: number, length: number) => void = () => {};

  constructor() {
    const pages = (PROGRAM + ADDRESSES) / 65536;
    this.whole = new WASM.Memory({ initial: pages, maximum: pages });
    this.bytes = new Uint8Array(this.whole.buffer, PROGRAM, ADDRESSES);
    this.permissions = new Uint8Array(this.whole.buffer, PERMISSIONS, ADDRESSES / PAGE);
    this.#view = new DataView(this.whole.buffer, PROGRAM, ADDRESSES);
  }

  /** Gives pages these permissions; both bounds are rounded outward to whole pages, and must be below ADDRESSES. */
  map(start: number, length: number, permissions: number): void {
    for (let page = Math.floor(start / PAGE); page * PAGE < start + length; page++) {
      const compiled = this.permissions[page]! & COMPILED;
      const unseen = compiled === 0 && (permissions & WRITE) !== 0 ? WRITE_UNSEEN : 0;
      this.permissions[page] = permissions | compiled | unseen;
    }
  }

  /** From now on writes to these bytes are told of. */
  markCompiled(start: number, length: number): void {
    for (let page = Math.floor(start / PAGE); page * PAGE < start + length; page++)
      this.permissions[page] = (this.permissions[page]! & ~WRITE_UNSEEN) | COMPILED;
  }

  /** How many of the bytes from an address on may be used so, at most `length`. */
  allowed(address: bigint, length: number, permission: number): number {
    if (address >= BigInt(ADDRESSES)) return 0;
    const start = Number(address);
    let end = start;
    while (end < start + length && end < ADDRESSES && (this.permissions[Math.floor(end / PAGE)]! & permission) !== 0)
      end = Math.floor(end / PAGE) * PAGE + PAGE;
    return Math.min(length, Math.max(0, end - start));
  }

  /** The place of bytes that may all be used so; stops the program when it may not. */
  place(address: bigint, length: number, permission: number): number {
    if (this.allowed(address, length, permission) < length)
      throw new Stopped(
        "memory-fault",
        `a ${WHAT.get(permission)} of ${length} byte${length === 1 ? "" : "s"} at 0x${address.toString(16)}`,
      );
    const start = Number(address);
    if (permission === WRITE) this.#noteWrite(start, length);
    return start;
  }

  #noteWrite(start: number, length: number): void {
    for (let page = Math.floor(start / PAGE); page * PAGE < start + length; page++)
      if ((this.permissions[page]! & COMPILED) !== 0) {
        this.onCodeWrite(start, length);
        return;
      }
  }

  load(address: bigint, width: Width): bigint {
    const place = this.place(address, width, READ);
    if (width === 8) return this.#view.getBigUint64(place, true);
    if (width === 4) return BigInt(this.#view.getUint32(place, true));
    if (width === 2) return BigInt(this.#view.getUint16(place, true));
    return BigInt(this.#view.getUint8(place));
  }

  /** Stores the low bits of a value. */
  store(address: bigint, width: Width, value: bigint): void {
    const place = this.place(address, width, WRITE);
    if (width === 8) this.#view.setBigUint64(place, value, true);
    else if (width === 4) this.#view.setUint32(place, Number(BigInt.asUintN(32, value)), true);
    else if (width === 2) this.#view.setUint16(place, Number(BigInt.asUintN(16, value)), true);
    else this.#view.setUint8(place, Number(BigInt.asUintN(8, value)));
  }

  /** The bytes themselves, not a copy: what the kernel reads from, or writes to. */
  slice(address: bigint, length: number, permission: number): Uint8Array {
    const place = this.place(address, length, permission);
    return this.bytes.subarray(place, place + length);
  }

  /** The bytes up to a NUL, as text of UTF-8. */
  text(address: bigint): string {
    let end = address;
    while (this.load(end, 1) !== 0n) end++;
    return new TextDecoder().decode(this.slice(address, Number(end - address), READ));
  }
}
