// A plain model of the label linker: the oracle for it. Must say what bootstrap-seed/linker/NOTES.md says.

export type Linked =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly line: number; readonly message: string };

class Wrong extends Error {}

export function link(text: Uint8Array): Linked {
  const source = `${Buffer.from(text).toString("latin1")}\n`;
  const labels = new Map<string, number>();
  let line = 1;

  function pass(final: boolean): number[] {
    const out: number[] = [];
    // Things are taken one by one from the front: blanks, comments, strings, names with their sign, bytes.
    const thing = /[\x00-\x20]|[#;][^\n]*|"([^"\n]*)("|\n)|([:!%&$])([^\x00-\x20]*)|([\da-f]{2})|./giy;
    line = 1;
    for (const [all, string, quote, sign, name, byte] of source.matchAll(thing)) {
      if (all === "\n") line++;
      else if (/^[\x00-\x20#;]/.test(all)) continue;
      else if (string !== undefined) {
        if (quote === "\n") throw new Wrong("string without an end");
        out.push(...Buffer.from(string, "latin1"));
      } else if (byte !== undefined) out.push(parseInt(byte, 16));
      else if (sign === undefined) throw new Wrong("neither a byte nor a sign");
      else if (sign === ":") define(name!, 0x400000 + out.length, final);
      else out.push(...reference(sign, name!, 0x400000 + out.length, final));
    }
    return out;
  }

  function define(name: string, address: number, final: boolean): void {
    if (final) return;
    if (name === "") throw new Wrong("name missing");
    if (labels.has(name)) throw new Wrong("label defined twice");
    labels.set(name, address);
  }

  function reference(sign: string, name: string, here: number, final: boolean): number[] {
    if (name === "") throw new Wrong("name missing");
    const address = labels.get(name);
    if (final && address === undefined) throw new Wrong("label not defined");
    const target = address ?? here;
    const bytes = Buffer.alloc(8);
    if (sign === "$") bytes.writeBigUInt64LE(BigInt(target));
    else bytes.writeInt32LE(sign === "&" ? target : sign === "%" ? target - here - 4 : target - here - 1);
    const size = { "!": 1, "%": 4, "&": 4, $: 8 }[sign]!;
    if (sign === "!" && final && bytes.readInt8(0) !== target - here - 1) throw new Wrong("label too far for 8 bits");
    return [...bytes.subarray(0, size)];
  }

  try {
    pass(false);
    return { ok: true, bytes: Buffer.from(pass(true)) };
  } catch (error) {
    if (error instanceof Wrong) return { ok: false, line, message: error.message };
    throw error;
  }
}
