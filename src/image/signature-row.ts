// The row of signatures beside a `dir:` image: signature-1, signature-2, ... Readers stop at a gap, and refuse the image
// for one file that is no message: so a new one goes to the end, and only to a row that is whole.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fail, succeed, type Result } from "../model/failure.ts";
import { PACKET, readPackets } from "../openpgp/packets.ts";

const NAME = /^signature-([1-9][0-9]*)$/;

/** Adds a signature; gives its file's name, that of an equal one which is there already. Throws a system error. */
export function addSignature(layout: string, message: Buffer): Result<string> {
  const numbers = readdirSync(layout)
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  for (const [index, number] of numbers.entries()) {
    const name = `signature-${number}`;
    const wrong = (found: string): Result<never> =>
      fail("operand", `Cannot sign image "${layout}": ${found}`, {
        hint: "whoever pulls the image would be refused for it: put the signatures in order first",
      });
    if (number !== index + 1) return wrong(`there is "${name}", and no "signature-${index + 1}"`);
    const content = readFileSync(join(layout, name));
    if (content.equals(message)) return succeed(name);
    const { packets, fault } = readPackets(content);
    const [first] = packets;
    const begins = [PACKET.signature, PACKET.onePass, PACKET.compressed].some((type) => type === first?.type);
    if (fault !== undefined || !begins) return wrong(`"${name}" is no OpenPGP message`);
  }
  const name = `signature-${numbers.length + 1}`;
  writeFileSync(join(layout, name), message, { flag: "wx" });
  return succeed(name);
}
