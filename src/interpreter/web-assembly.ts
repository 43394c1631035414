// What is used of WebAssembly (JavaScript Interface, W3C), typed here: the language's own libraries leave it to browsers'.

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

declare const brand: unique symbol;
export interface WasmTable {
  readonly [brand]: "table";
}

/** Compiled code that is bound to no memory yet. */
export interface WasmModule {
  readonly [brand]: "module";
}

interface WasmInterface {
  readonly Memory: new (descriptor: { readonly initial: number; readonly maximum: number }) => WasmMemory;
  readonly Table: new (descriptor: { readonly element: "anyfunc"; readonly initial: number }) => WasmTable;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (
    module: WasmModule,
    imports: { readonly shared: { readonly memory: WasmMemory; readonly table: WasmTable } },
  ) => { readonly exports: { readonly first: (parameter: number) => number } };
}

export const WASM: WasmInterface = (globalThis as unknown as { readonly WebAssembly: WasmInterface }).WebAssembly;
