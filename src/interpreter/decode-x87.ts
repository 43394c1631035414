// The opcodes D8 to DF, of the x87. Intel SDM volume 2, appendix A, section A.5.

import type { CodeReader } from "./code-reader.ts";
import type { Decoded } from "./instruction.ts";

export function decodeX87(_reader: CodeReader, _opcode: number): Decoded | undefined {
  return undefined;
}
