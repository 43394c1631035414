// The assembler's model as a command: `node asm-model-cli.ts OUTPUT SOURCE...`. Must never stand in for the real
// assembler in a stage.

import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { assemble } from "./asm-model.ts";

const [output, ...sources] = process.argv.slice(2);
const result = assemble(sources.map((name) => ({ name, text: readFileSync(name) })));
if (!result.ok || output === undefined) {
  console.error(result.ok ? "asm: usage: asm OUTPUT SOURCE..." : result.message);
  process.exit(1);
}
writeFileSync(output, result.bytes);
chmodSync(output, 0o755);
