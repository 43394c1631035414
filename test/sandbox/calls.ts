// Assembles a static program that makes system calls no script can make, and reads what they returned.
// Must never need a compiler: the tests run where there is none.

/** A call's number and its arguments. A string argument becomes the address of its bytes, with a zero after them. */
export type Call = readonly [number: number, ...args: (number | string)[]];

const BASE = 0x400000;
/** Where the program keeps results: in a second, writable segment without bytes in the file. */
const RESULTS = 0x600000;
/** Opcodes of `mov reg, imm64` for rdi, rsi, rdx, r10, r8, r9. */
const MOVES = [
  [0x48, 0xbf],
  [0x48, 0xbe],
  [0x48, 0xba],
  [0x49, 0xba],
  [0x49, 0xb8],
  [0x49, 0xb9],
] as const;

/** An ELF file for amd64 that makes the calls in turn, writes their results (8 bytes each) and exits with 0. */
export function program(calls: readonly Call[]): Uint8Array {
  const strings: Buffer[] = [];
  let stringsAt = BASE + 0x8000;
  const value = (argument: number | string): bigint => {
    if (typeof argument === "number") return BigInt.asUintN(64, BigInt(argument));
    const bytes = Buffer.from(`${argument}\0`, "latin1");
    strings.push(bytes);
    stringsAt += bytes.length;
    return BigInt(stringsAt - bytes.length);
  };
  const code: number[] = [];
  const quad = (number: bigint): number[] => [...new Uint8Array(new BigUint64Array([number]).buffer)];
  const call = ([number, ...args]: Call): void => {
    args.forEach((argument, index) => code.push(...MOVES[index]!, ...quad(value(argument))));
    code.push(0x48, 0xb8, ...quad(BigInt(number)), 0x0f, 0x05); // mov rax, number; syscall
  };
  calls.forEach((each, index) => {
    call(each);
    code.push(0x48, 0xa3, ...quad(BigInt(RESULTS + index * 8))); // mov [moffs64], rax
  });
  call([1, 1, RESULTS, calls.length * 8]);
  call([60, 0]);

  const file = Buffer.alloc(0x8000 + strings.reduce((sum, bytes) => sum + bytes.length, 0));
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  file.writeUInt16LE(2, 16); // ET_EXEC
  file.writeUInt16LE(62, 18); // EM_X86_64
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(BigInt(BASE + 0x100), 24); // entry
  file.writeBigUInt64LE(64n, 32); // program headers
  file.writeUInt16LE(64, 52);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(2, 56);
  const segment = (
    at: number,
    flags: number,
    offset: number,
    address: number,
    inFile: number,
    inMemory: number,
  ): void => {
    file.writeUInt32LE(1, at); // PT_LOAD
    file.writeUInt32LE(flags, at + 4);
    for (const [index, number] of [offset, address, address, inFile, inMemory, 0x1000].entries())
      file.writeBigUInt64LE(BigInt(number), at + 8 + index * 8);
  };
  segment(64, 5, 0, BASE, file.length, file.length);
  segment(120, 6, 0, RESULTS, 0, 0x1000);
  file.set(code, 0x100);
  file.set(Buffer.concat(strings), 0x8000);
  return file;
}

/** What each call returned, from the program's output. */
export function results(output: Uint8Array): number[] {
  const view = new DataView(output.buffer, output.byteOffset, output.byteLength);
  return Array.from({ length: output.byteLength / 8 }, (_, index) => Number(view.getBigInt64(index * 8, true)));
}
