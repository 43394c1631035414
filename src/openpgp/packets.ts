// The packets that OpenPGP data is made of (RFC 9580, section 4.2): their framing alone, without a copy of what is in
// them. Must never read beyond the bytes that there are.

/** Packet types (RFC 9580, section 5), as far as something here reads them. */
export const PACKET = {
  signature: 2,
  onePass: 4,
  secretKey: 5,
  publicKey: 6,
  secretSubkey: 7,
  compressed: 8,
  marker: 10,
  literal: 11,
  trust: 12,
  userId: 13,
  publicSubkey: 14,
  userAttribute: 17,
  padding: 21,
} as const;

/** One packet of many: a keyring has hundreds of thousands, of which few are looked into. */
export class Packet {
  readonly type: number;
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #end: number;

  constructor(type: number, bytes: Buffer, range: { readonly start: number; readonly end: number }) {
    this.type = type;
    this.#bytes = bytes;
    this.#start = range.start;
    this.#end = range.end;
  }

  /** With a body that is no part of other bytes. */
  static of(type: number, body: Buffer): Packet {
    return new Packet(type, body, { start: 0, end: body.length });
  }

  /** A view of the bytes that were read, but for a body that came in parts. */
  get body(): Buffer {
    return this.#bytes.subarray(this.#start, this.#end);
  }
}

export interface Packets {
  readonly packets: readonly Packet[];
  /** What ended the reading before the end, as the end of a sentence. */
  readonly fault?: string;
}

/** Splits bytes into packets, as far as they are well-formed. */
export function readPackets(bytes: Buffer): Packets {
  const packets: Packet[] = [];
  let at = 0;
  while (at < bytes.length) {
    const header = bytes[at]!;
    if ((header & 0x80) === 0) return { packets, fault: `no packet begins at byte ${at}` };
    const framed = (header & 0x40) === 0 ? oldFrame(bytes, at) : newFrame(bytes, at);
    if (framed === undefined) return { packets, fault: `the packet at byte ${at} is cut off` };
    packets.push(framed.packet);
    at = framed.after;
  }
  return { packets };
}

const DATA: ReadonlySet<number> = new Set([PACKET.compressed, 9, PACKET.literal, 18]);

interface Frame {
  readonly packet: Packet;
  readonly after: number;
}

const whole = (type: number, bytes: Buffer, range: { readonly start: number; readonly end: number }): Frame => ({
  packet: new Packet(type, bytes, range),
  after: range.end,
});

function oldFrame(bytes: Buffer, at: number): Frame | undefined {
  const header = bytes[at]!;
  const type = (header >> 2) & 15;
  const kind = header & 3;
  // Up to the end, which only data may be that is nothing else's part (section 4.2.2.4).
  if (kind === 3) return DATA.has(type) ? whole(type, bytes, { start: at + 1, end: bytes.length }) : undefined;
  const size = 1 << kind;
  const start = at + 1 + size;
  if (start > bytes.length) return undefined;
  const end = start + bytes.readUIntBE(at + 1, size);
  return end > bytes.length ? undefined : whole(type, bytes, { start, end });
}

function newFrame(bytes: Buffer, at: number): Frame | undefined {
  const type = bytes[at]! & 63;
  const parts: Buffer[] = [];
  let from = at + 1;
  for (;;) {
    const length = bodyLength(bytes, from);
    if (length === undefined || length.start + length.size > bytes.length) return undefined;
    const end = length.start + length.size;
    if (!length.partial && parts.length === 0) return whole(type, bytes, { start: length.start, end });
    parts.push(bytes.subarray(length.start, end));
    if (!length.partial) return { packet: Packet.of(type, Buffer.concat(parts)), after: end };
    from = end;
  }
}

interface Length {
  readonly start: number;
  readonly size: number;
  readonly partial: boolean;
}

/** A length of one, two or five octets, or of a part (section 4.2.1). Subpackets use the same, but for parts. */
export function bodyLength(bytes: Buffer, at: number): Length | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < 192) return { start: at + 1, size: first, partial: false };
  if (first < 224) {
    const second = bytes[at + 1];
    if (second === undefined) return undefined;
    return { start: at + 2, size: ((first - 192) << 8) + second + 192, partial: false };
  }
  if (first < 255) return { start: at + 1, size: 2 ** (first & 31), partial: true };
  if (at + 5 > bytes.length) return undefined;
  return { start: at + 5, size: bytes.readUInt32BE(at + 1), partial: false };
}

/** The first octet of a packet has its highest bit set, that of a text has not. */
export function isBinary(content: Buffer): boolean {
  return (content[0] ?? 0) >= 0x80;
}
