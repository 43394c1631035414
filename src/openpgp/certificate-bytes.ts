// The certificates of a file as bytes, one by one: for programs that take one key a file.

import { readArmor } from "./armor.ts";
import { readKey } from "./key.ts";
import { isBinary, PACKET, readPackets, type Packet } from "./packets.ts";

/** A certificate in binary form, by the fingerprint of its primary key. */
export interface CertificateBytes {
  readonly fingerprint: string;
  readonly version: number;
  readonly algorithm: number;
  readonly bytes: Buffer;
}

/** Those of a file, armored or not, in its order. Secret keys are none. */
export function certificatesIn(file: Buffer): readonly CertificateBytes[] {
  const parts = isBinary(file)
    ? [file]
    : readArmor(file.toString("latin1")).flatMap(({ kind, data }) =>
        kind === "PGP PUBLIC KEY BLOCK" && data !== undefined ? [data] : [],
      );
  const found: { readonly primary: Packet; readonly packets: Packet[] }[] = [];
  for (const part of parts)
    for (const packet of readPackets(part).packets) {
      if (packet.type === PACKET.publicKey) found.push({ primary: packet, packets: [packet] });
      else found.at(-1)?.packets.push(packet);
    }
  return found.flatMap(({ primary, packets }) => {
    const key = readKey(primary.body);
    if (key === undefined) return [];
    const bytes = Buffer.concat(packets.filter(isKept).map(framed));
    return [{ fingerprint: key.fingerprint, version: key.version, algorithm: key.algorithm, bytes }];
  });
}

/** Pictures need the new framing, and what is signed about them goes with them: nobody needs them to verify. */
const isKept = ({ type }: Packet): boolean => type !== PACKET.trust && type !== PACKET.userAttribute && type <= 15;

/** A packet in the new framing with the shortest length (section 4.2.1). */
export function newlyFramed({ type, body }: { readonly type: number; readonly body: Buffer }): Buffer {
  const { length } = body;
  const size =
    length < 192
      ? [length]
      : length < 8384
        ? [((length - 192) >> 8) + 192, (length - 192) & 255]
        : [255, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255];
  return Buffer.concat([Buffer.from([0xc0 | type, ...size]), body]);
}

/** A packet in the old framing with four octets of length (RFC 9580, section 4.2.2). */
export function framed({ type, body }: { readonly type: number; readonly body: Buffer }): Buffer {
  if (type > 15) throw new Error(`our bug: a packet of type ${type} has no old framing`);
  const head = Buffer.alloc(5);
  head.writeUInt8(0x80 | (type << 2) | 2, 0);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}
