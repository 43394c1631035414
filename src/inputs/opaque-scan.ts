// Binary content that a person cannot read, told by its first bytes: executables, objects, archives, bytecode,
// compressed data. A text can hide things too, but it can be read; what is found here cannot, and must be declared or
// deleted.

const SIGNATURES: readonly (readonly [string, string])[] = [
  ["7f454c46", "ELF"],
  ["213c617263683e0a", "archive of objects"],
  ["213c7468696e3e0a", "archive of objects"],
  ["4d5a", "Windows executable"],
  ["cafebabe", "Java class or Mach-O"],
  ["feedface", "Mach-O"],
  ["feedfacf", "Mach-O"],
  ["4243c0de", "LLVM bitcode"],
  ["1b4c7561", "Lua bytecode"],
  ["3b454c43", "Emacs Lisp bytecode"],
  ["de120495", "message catalogue"],
  ["950412de", "message catalogue"],
  ["1f8b", "gzip"],
  ["1f9d", "compress"],
  ["425a68", "bzip2"],
  ["fd377a585a00", "xz"],
  ["28b52ffd", "zstd"],
  ["504b0304", "zip"],
  ["0061736d", "WebAssembly"],
  ["89504e47", "PNG picture"],
  ["47494638", "GIF picture"],
  ["ffd8ff", "JPEG picture"],
  ["25504446", "PDF"],
];

/**
 * What kind of opaque content a file holds, or undefined when it is text. `start` is its first bytes, at most 8,000 are
 * looked at.
 */
export function opaqueKind(start: Uint8Array): string | undefined {
  const hex = Buffer.from(start.subarray(0, 8)).toString("hex");
  const known = SIGNATURES.find(([magic]) => hex.startsWith(magic));
  // "MZ" and "BZh" may begin a text too: only what also holds a zero byte is binary.
  if (known !== undefined && (known[0].length > 6 || start.subarray(0, 8000).includes(0))) return known[1];
  return start.subarray(0, 8000).includes(0) ? "binary data" : undefined;
}
