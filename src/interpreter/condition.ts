// The sixteen conditions of j and set, by the low four bits of their opcodes. Intel SDM volume 1, appendix B.

import { CF, OF, PF, SF, ZF } from "./registers.ts";

export function holds(condition: number, flags: number): boolean {
  return positive(condition >> 1, flags) !== ((condition & 1) === 1);
}

/** The even conditions; each odd one is the opposite of the one before it. */
function positive(pair: number, flags: number): boolean {
  const has = (flag: number): boolean => (flags & flag) !== 0;
  switch (pair) {
    case 0:
      return has(OF);
    case 1:
      return has(CF);
    case 2:
      return has(ZF);
    case 3:
      return has(CF) || has(ZF);
    case 4:
      return has(SF);
    case 5:
      return has(PF);
    case 6:
      return has(SF) !== has(OF);
    default:
      return has(ZF) || has(SF) !== has(OF);
  }
}
