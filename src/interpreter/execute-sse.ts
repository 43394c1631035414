// To come.

import type { Instruction } from "./instruction.ts";
import type { Processor } from "./processor.ts";

export function executeSse(_processor: Processor, { operation }: Instruction): void {
  throw new Error(`our bug: ${operation} is decoded and not executed`);
}
