// The opcodes after 0F that work on xmm registers. Intel SDM volume 2, appendix A, table A-3: the prefix before 0F chooses
// the instruction.

import type { CodeReader, ModRM } from "./code-reader.ts";
import type { Decoded, Operand } from "./instruction.ts";

/** Of opcodes 58 to 5E, with F2 on doubles and with F3 on floats. */
const ARITHMETIC: ReadonlyMap<number, string> = new Map([
  [0x58, "adds"],
  [0x59, "muls"],
  [0x5c, "subs"],
  [0x5e, "divs"],
]);

export function decodeSse(reader: CodeReader, opcode: number): Decoded | undefined {
  const { repeat, operand } = reader.prefixes;
  const prefix = repeat !== 0 ? repeat : operand ? 0x66 : 0;
  const scalar = prefix === 0xf2 ? 8 : 4;
  const arithmetic = ARITHMETIC.get(opcode);
  if (arithmetic !== undefined && repeat !== 0) return toXmm(reader, arithmetic, scalar);
  switch ((prefix << 8) | opcode) {
    case 0xf210:
    case 0xf310:
      return toXmm(reader, "movs-xmm", scalar);
    case 0xf211:
    case 0xf311:
      return fromXmm(reader, "movs-xmm", scalar);
    case 0x0014:
      return betweenXmm(reader, "unpcklps");
    case 0x6614:
      return betweenXmm(reader, "unpcklpd");
    case 0x0028:
      return betweenXmm(reader, "movaps");
    case 0xf22a:
    case 0xf32a: {
      const modRM = reader.modRM(0);
      const operands = [xmm(modRM.reg), reader.operand(modRM, reader.width)];
      return { operation: "cvtsi2s", width: scalar, from: reader.width, operands };
    }
    case 0xf22c:
    case 0xf32c: {
      const modRM = reader.modRM(0);
      const operands = [reader.register(modRM.reg, reader.width), xmmOrMemory(modRM)];
      return { operation: "cvtts2si", width: reader.width, from: scalar, operands };
    }
    case 0x002e:
    case 0x002f:
      return toXmm(reader, "comis", 4);
    case 0x662e:
    case 0x662f:
      return toXmm(reader, "comis", 8);
    case 0x005a:
      return betweenXmm(reader, "cvtps2pd");
    case 0x665a:
      return betweenXmm(reader, "cvtpd2ps");
    case 0x666e:
    case 0x667e: {
      const modRM = reader.modRM(0);
      const width = reader.wide ? 8 : 4;
      const operands = [xmm(modRM.reg), reader.operand(modRM, width)];
      return { operation: "movd", width, operands: opcode === 0x6e ? operands : operands.reverse() };
    }
    case 0xf37e:
      return toXmm(reader, "movd", 8);
    case 0x66d6:
      return fromXmm(reader, "movd", 8);
    default:
      return undefined;
  }
}

const xmm = (number: number): Operand => ({ type: "xmm", number });
const xmmOrMemory = ({ rm }: ModRM): Operand => (typeof rm === "number" ? xmm(rm) : rm);

function toXmm(reader: CodeReader, operation: string, width: 4 | 8): Decoded {
  const modRM = reader.modRM(0);
  return { operation, width, operands: [xmm(modRM.reg), xmmOrMemory(modRM)] };
}

function fromXmm(reader: CodeReader, operation: string, width: 4 | 8): Decoded {
  const modRM = reader.modRM(0);
  return { operation, width, operands: [xmmOrMemory(modRM), xmm(modRM.reg)] };
}

/** Forms on whole registers, which have no operand in memory here. */
function betweenXmm(reader: CodeReader, operation: string): Decoded | undefined {
  const decoded = toXmm(reader, operation, 8);
  return decoded.operands[1]!.type === "xmm" ? decoded : undefined;
}
