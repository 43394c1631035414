// The opcodes after 0F that work on xmm registers. Intel SDM volume 2, appendix A, table A-3: the prefix before 0F chooses
// the instruction.

import type { CodeReader } from "./code-reader.ts";
import type { Decoded } from "./instruction.ts";

export function decodeSse(_reader: CodeReader, _opcode: number): Decoded | undefined {
  return undefined;
}
