// The loop of compiled code: it looks up the function of an address, calls it, and goes on where that leads, until there is
// nothing compiled there, the plain interpreter is asked for, or all instructions that were allowed are executed.

import { DISPATCH, DISPATCH_ENTRIES, FUEL } from "../interpreter/layout.ts";
import { OP, WasmCode } from "./wasm-code.ts";
import type { WasmFunction } from "./wasm-module.ts";

const RIP = 0;
const ENTRY = 1;

/** Takes an address; gives the one where it stopped, turned round bit by bit to ask for the plain interpreter. */
export function dispatcher(): WasmFunction {
  const code = new WasmCode();
  const returnIf = (): void => {
    code.open(OP.if);
    code.get(RIP);
    code.op(OP.return);
    code.end();
  };
  const loop = code.open(OP.loop);
  code.i32(0);
  code.access(OP.i32_load, FUEL);
  code.i32(0);
  code.op(OP.i32_lt_s);
  returnIf();
  code.get(RIP);
  code.i32(DISPATCH_ENTRIES - 1);
  code.op(OP.i32_and);
  code.i32(4);
  code.op(OP.i32_shl);
  code.tee(ENTRY);
  code.access(OP.i32_load, DISPATCH);
  code.get(RIP);
  code.op(OP.i32_ne);
  returnIf();
  code.get(ENTRY);
  code.access(OP.i32_load, DISPATCH + 8);
  code.get(ENTRY);
  code.access(OP.i32_load, DISPATCH + 4);
  code.op(OP.call_indirect, 0, 0);
  code.tee(RIP);
  code.i32(0);
  code.op(OP.i32_lt_s);
  returnIf();
  code.branch(loop);
  code.end();
  code.op(OP.unreachable);
  return { locals: { i64: 0, i32: 1 }, code };
}
