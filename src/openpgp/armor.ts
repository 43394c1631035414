// OpenPGP's and SSH's text form of bytes: what stands between a BEGIN and an END line (RFC 9580, section 6.2).
// Must never take a part for the whole: a block without its end, or with a strange character, has no data.

export interface ArmorBlock {
  /** As the BEGIN line says: "PGP SIGNATURE", "PGP PUBLIC KEY BLOCK", "SSH SIGNATURE". */
  readonly kind: string;
  /** Undefined when the block is damaged. */
  readonly data: Buffer | undefined;
}

const BEGIN = /^-----BEGIN ((?:PGP|SSH) [A-Z0-9 ,/]+)-----[ \t]*\r?$/gm;

/**
 * The blocks of a text, in order; what stands around them is no part of any. A checksum is not looked at: RFC 9580
 * forbids to refuse a block for a wrong one.
 */
export function readArmor(text: string): readonly ArmorBlock[] {
  const blocks: ArmorBlock[] = [];
  BEGIN.lastIndex = 0;
  for (let begin = BEGIN.exec(text); begin !== null; begin = BEGIN.exec(text)) {
    const kind = begin[1]!;
    const end = new RegExp(`^-----END ${kind}-----`, "gm");
    end.lastIndex = BEGIN.lastIndex;
    const found = kind === "PGP SIGNED MESSAGE" ? null : end.exec(text);
    blocks.push({ kind, data: found === null ? undefined : decode(text.slice(BEGIN.lastIndex, found.index)) });
    if (found !== null) BEGIN.lastIndex = end.lastIndex;
  }
  return blocks;
}

/**
 * Bytes as one block: lines of 64 characters, and the checksum, which RFC 9580 (section 6.1) leaves out and gpg 2.2 needs:
 * where nothing fills up the last four characters, it takes a block without one for unreadable.
 */
export function writeArmor(kind: string, bytes: Buffer): string {
  const lines = bytes.toString("base64").replace(/.{64}(?=.)/g, "$&\n");
  const checksum = Buffer.alloc(3);
  checksum.writeUIntBE(crc24(bytes), 0, 3);
  return `-----BEGIN ${kind}-----\n\n${lines}\n=${checksum.toString("base64")}\n-----END ${kind}-----\n`;
}

/** RFC 9580, section 6.1.1. */
function crc24(bytes: Buffer): number {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ ((crc & 0x80_0000) === 0 ? 0 : 0x186_4cfb);
  }
  return crc;
}

function decode(inner: string): Buffer | undefined {
  const lines = inner.split(/\r?\n/).map((line) => line.trim());
  // The rest of the BEGIN line comes first; then headers, which an empty line ends.
  let at = 1;
  while (at < lines.length && /^[^:]+: ?/.test(lines[at]!)) at++;
  const body = lines.slice(at).filter((line) => line !== "");
  if (/^=[A-Za-z0-9+/]{4}$/.test(body.at(-1) ?? "")) body.pop();
  const base64 = body.join("");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.replace(/=+$/, "").length % 4 === 1) return undefined;
  return Buffer.from(base64, "base64");
}
