// What is used of WebAssembly (JavaScript Interface, W3C), typed here: the language's own libraries leave it to browsers'.

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

interface WasmInterface {
  readonly Memory: new (descriptor: { readonly initial: number; readonly maximum: number }) => WasmMemory;
}

export const WASM: WasmInterface = (globalThis as unknown as { readonly WebAssembly: WasmInterface }).WebAssembly;
