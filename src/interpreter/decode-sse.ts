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
    case 0x0010:
    case 0x6610:
    case 0x0028:
    case 0x6628:
    case 0x666f:
    case 0xf36f:
      return toXmm(reader, "mov128", 8);
    case 0x0011:
    case 0x6611:
    case 0x0029:
    case 0x6629:
    case 0x667f:
    case 0xf37f:
      return fromXmm(reader, "mov128", 8);
    case 0x0014:
      return toXmm(reader, "unpcklps", 4);
    case 0x6614:
      return toXmm(reader, "unpcklpd", 8);
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
    case 0x0057:
    case 0x6657:
    case 0x66ef:
      return toXmm(reader, "xor128", 8);
    case 0x005a:
      return toXmm(reader, "cvtps2pd", 8);
    case 0x665a:
      return toXmm(reader, "cvtpd2ps", 8);
    case 0xf25a:
      return toXmm(reader, "cvtsd2ss", 8);
    case 0xf35a:
      return toXmm(reader, "cvtss2sd", 4);
    case 0x666e: {
      const modRM = reader.modRM(0);
      const width = reader.wide ? 8 : 4;
      return { operation: "movd", width, operands: [xmm(modRM.reg), reader.operand(modRM, width)] };
    }
    case 0x667e: {
      const modRM = reader.modRM(0);
      const width = reader.wide ? 8 : 4;
      return { operation: "movd", width, operands: [reader.operand(modRM, width), xmm(modRM.reg)] };
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
