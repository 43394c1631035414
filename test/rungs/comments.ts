// Checks the machine-readable comments of hand-written hex: addresses, instructions, labels. Must never take a comment
// on trust.

import { disassemble, hex } from "./disassemble.ts";

const base = 0x400000;

/** What is wrong with a listing whose bytes are `bytes`: `line N: ...` each, empty when all is well. */
export function checkComments(listing: string, bytes: Uint8Array, language: "hex0" | "linker"): string[] {
  const wrong: string[] = [];
  const labels = new Map<string, number>();
  const uses: { line: number; label: string; text: string }[] = [];
  let at = 0;
  listing.split("\n").forEach((text, index) => {
    const line = index + 1;
    const complain = (message: string): void => void wrong.push(`line ${line}: ${message}`);
    if (!/^[\x20-\x7e]*$/.test(text) || text.length > 100) complain("not ASCII, or over 100 columns");
    const label = (language === "hex0" ? /^# (\w+):/ : /^:(\w+)( #.*)?$/).exec(text)?.[1];
    if (label !== undefined) return void labels.set(label, base + at);
    if (text === "" || text.startsWith("#")) return;
    const parts = /^((?:"[^"]*"|[^;"#])+?) *; ([0-9A-F]{6}) ([^#]*?)(?: +#.*)?$/.exec(text);
    if (parts === null) return complain("not of the form: bytes ; address text # reason");
    const [, left, address, said] = parts as unknown as [string, string, string, string];
    if (address !== hex(base + at)) complain(`the address is ${hex(base + at)}`);
    const length = sizeOf(left, language);
    if (length === undefined) return complain("the bytes are malformed");
    const start = at;
    at += length;
    if (!agrees(left, bytes.subarray(start, at))) complain("the program holds other bytes");
    if (/^(field|data|text)\b/.test(said)) return checkData(said, bytes.subarray(start, at), complain);
    const [, instruction, name] = /^(.*?)(?: :(\w+))?$/.exec(said)!;
    const found = disassemble(bytes, start, base + start);
    if (found === undefined || found.length !== length) return complain("this is not one known instruction");
    if (found.text !== instruction) complain(`the instruction is: ${found.text}`);
    const reference = /[!%&$](\w+)/.exec(left)?.[1];
    if (reference !== name && language === "linker") complain(`the name in the bytes is ${reference}`);
    if (name !== undefined) uses.push({ line, label: name, text: found.text });
    else if (found.target !== undefined && language === "linker") complain("a jump without a name");
  });
  if (at !== bytes.length) wrong.push(`the listing is of ${at} bytes, the program of ${bytes.length}`);
  for (const { line, label, text } of uses) {
    const address = labels.get(label);
    if (address === undefined) wrong.push(`line ${line}: there is no label ${label}`);
    else if (!new RegExp(`\\b${hex(address)}\\b`).test(text)) wrong.push(`line ${line}: ${label} is ${hex(address)}`);
  }
  return wrong;
}

function checkData(said: string, bytes: Uint8Array, complain: (message: string) => void): void {
  const quoted = /^text "(.*)"$/.exec(said)?.[1];
  if (quoted === undefined) return;
  const text = Buffer.from(bytes)
    .toString("latin1")
    .replace(/[^\x20-\x7e]/g, "");
  if (quoted !== text) complain(`the text is "${text}"`);
}

/** How many bytes the part before the comment stands for. */
function sizeOf(left: string, language: "hex0" | "linker"): number | undefined {
  let size = 0;
  for (const token of left.trim().match(/"[^"]*"|[^ ]+/g) ?? []) {
    if (/^[0-9A-F]{2}$/.test(token)) size += 1;
    else if (language === "hex0") return undefined;
    else if (token.startsWith('"')) size += token.length - 2;
    else if (/^[!%&$]\w+$/.test(token)) size += { "!": 1, "%": 4, "&": 4, $: 8 }[token[0]!]!;
    else return undefined;
  }
  return size;
}

/** Whether the bytes that are written out are those of the program. */
function agrees(left: string, bytes: Uint8Array): boolean {
  let at = 0;
  for (const token of left.match(/"[^"]*"|[^ ]+/g) ?? []) {
    const literal = token.startsWith('"')
      ? Buffer.from(token.slice(1, -1))
      : /^[!%&$]/.test(token)
        ? undefined
        : Buffer.from(token, "hex");
    if (literal !== undefined && !literal.equals(bytes.subarray(at, at + literal.length))) return false;
    at += literal?.length ?? { "!": 1, "%": 4, "&": 4, $: 8 }[token[0]!]!;
  }
  return true;
}
