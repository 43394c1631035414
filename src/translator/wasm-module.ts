// A WebAssembly module from functions of one type, which are put into a table; it shares its memory and that table with
// others. WebAssembly Core Specification, section 5.5.

import { I32, I64, WasmCode } from "./wasm-code.ts";

export interface WasmFunction {
  /** How many locals of each type there are after the parameter: first those of 64 bits, then those of 32. */
  readonly locals: { readonly i64: number; readonly i32: number };
  /** Without the end. */
  readonly code: WasmCode;
}

export interface ModuleForm {
  /** All take an i32 and give one. */
  readonly functions: readonly WasmFunction[];
  /** Where in the table they go. */
  readonly tableStart: number;
  /** 64 KiB each. */
  readonly memoryPages: number;
  readonly tableSize: number;
}

/** The bytes of a module; the first function is also exported, as "first". */
export function writeModule({ functions, tableStart, memoryPages, tableSize }: ModuleForm): Uint8Array {
  const module = new WasmCode();
  for (const byte of [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) module.byte(byte);
  const section = (number: number, fill: (code: WasmCode) => void): void => {
    const code = new WasmCode();
    fill(code);
    module.byte(number);
    module.unsigned(code.bytes.length);
    module.append(code);
  };
  // Types: one function type.
  section(1, (code) => code.op(1, 0x60, 1, I32, 1, I32));
  // Imports: memory and table of "shared".
  section(2, (code) => {
    code.unsigned(2);
    name(code, "shared");
    name(code, "memory");
    code.op(2, 1);
    code.unsigned(memoryPages);
    code.unsigned(memoryPages);
    name(code, "shared");
    name(code, "table");
    code.op(1, 0x70, 0);
    code.unsigned(tableSize);
  });
  section(3, (code) => {
    code.unsigned(functions.length);
    for (const _ of functions) code.byte(0);
  });
  section(7, (code) => {
    code.unsigned(1);
    name(code, "first");
    code.op(0, 0);
  });
  // Elements: one segment, from tableStart on.
  section(9, (code) => {
    code.op(1, 0);
    code.i32(tableStart);
    code.op(0x0b);
    code.unsigned(functions.length);
    for (const index of functions.keys()) code.unsigned(index);
  });
  section(10, (code) => {
    code.unsigned(functions.length);
    for (const each of functions) {
      const body = new WasmCode();
      body.unsigned(2);
      body.unsigned(each.locals.i64);
      body.byte(I64);
      body.unsigned(each.locals.i32);
      body.byte(I32);
      body.append(each.code);
      body.byte(0x0b);
      code.unsigned(body.bytes.length);
      code.append(body);
    }
  });
  return module.bytes;
}

function name(code: WasmCode, text: string): void {
  const bytes = new TextEncoder().encode(text);
  code.unsigned(bytes.length);
  for (const byte of bytes) code.byte(byte);
}
