// One file of OpenPGP signatures against the bytes they are said to sign: a verdict for each signature in it.
// Must never throw on what a stranger wrote, nor call a signature good for a reason other than all its checks passing.

import { createMessage, enums, readSignature, SignaturePacket, type PublicKey, type Subkey } from "openpgp";
import { toHex } from "../bytes/hex.ts";
import type { Certificates } from "./certificates.ts";
import { fitness } from "./key-validity.ts";
import { armoredBlocks, SETTINGS, WEAK_HASHES } from "./openpgp-settings.ts";
import type { Verdict, VerdictStatus } from "./verdict.ts";

const LONGEST_FILE = 1_000_000;
const MOST_SIGNATURES = 100;
/** Two machines' clocks may differ by this much, in milliseconds, before a signature counts as from the future. */
const CLOCK_SKEW = 600_000;

export interface SignatureFile {
  readonly name: string;
  readonly armored: string;
}

/** At least one verdict: a file in which there is no signature is malformed. */
export async function verifySignatureFile(
  content: Uint8Array,
  file: SignatureFile,
  certificates: Certificates,
  now: Date,
): Promise<readonly Verdict[]> {
  const malformed = (says: string): readonly Verdict[] => [
    { name: file.name, index: 0, status: "malformed", says, notes: [] },
  ];
  if (file.armored.length > LONGEST_FILE) return malformed(`it has more than ${LONGEST_FILE} characters`);
  if (/^-----BEGIN PGP SIGNED MESSAGE-----/m.test(file.armored))
    return malformed("it is a message with its own text, not a detached signature");
  const packets: unknown[] = [];
  for (const armored of armoredBlocks("SIGNATURE", file.armored)) {
    try {
      packets.push(...(await readSignature({ armoredSignature: armored, config: SETTINGS })).packets);
    } catch (error) {
      return malformed(`it cannot be read: ${(error as Error).message}`);
    }
  }
  if (packets.length === 0) return malformed("it holds no whole signature of a kind that is understood");
  if (packets.length > MOST_SIGNATURES) return malformed(`it holds more than ${MOST_SIGNATURES} signatures`);
  const verdicts = packets.map(async (packet, index) =>
    packet instanceof SignaturePacket
      ? [{ ...(await judge({ content, packet, now }, file.name, certificates)), index }]
      : malformed("it is of a version or an algorithm that is not understood"),
  );
  return (await Promise.all(verdicts)).flat();
}

/** One signature, what it is said to sign, and when it is judged. */
interface Case {
  readonly content: Uint8Array;
  readonly packet: SignaturePacket;
  readonly now: Date;
}

async function judge(signed: Case, name: string, certificates: Certificates): Promise<Verdict> {
  const { packet } = signed;
  const issuer = packet.issuerFingerprint === null ? undefined : toHex(packet.issuerFingerprint);
  const created = packet.created === null ? {} : { created: packet.created.toISOString().replace(".000Z", "Z") };
  const verdict = (
    status: VerdictStatus,
    says: string,
    notes: readonly string[] = [],
    fingerprint = issuer,
  ): Verdict => ({
    name,
    index: 0,
    kind: "openpgp",
    status,
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...created,
    says,
    notes,
  });
  if (packet.signatureType !== enums.signature.binary)
    return verdict("malformed", "it does not sign a file's bytes, but a text or something else");
  if (packet.unknownSubpackets.some((each) => each.critical) || packet.rawNotations.some((each) => each.critical)) {
    return verdict("malformed", "it has a critical part that is not understood");
  }
  const found: Verdict[] = [];
  for (const { certificate, key } of candidates(certificates, packet, issuer)) {
    const { status, says, notes } = await judgeByKey(signed, certificate, key);
    found.push(verdict(status, says, notes, certificate.getFingerprint()));
  }
  const key = issuer ?? packet.issuerKeyID.toHex();
  return (
    found.find((each) => each.status === "good") ??
    found[0] ??
    verdict("unknown-key", `the key ${key} is in none of the certificates`)
  );
}

function candidates(
  certificates: Certificates,
  packet: SignaturePacket,
  issuer: string | undefined,
): readonly { readonly certificate: PublicKey; readonly key: PublicKey | Subkey }[] {
  const pairs = certificates.keys.flatMap((certificate) =>
    certificate.getKeys(packet.issuerKeyID).map((key) => ({ certificate, key: key as PublicKey | Subkey })),
  );
  return pairs.filter(({ key }) => issuer === undefined || key.getFingerprint() === issuer);
}

async function judgeByKey(
  { content, packet, now }: Case,
  certificate: PublicKey,
  key: PublicKey | Subkey,
): Promise<Pick<Verdict, "status" | "says" | "notes">> {
  const verdict = (
    status: VerdictStatus,
    says: string,
    notes: readonly string[] = [],
  ): Pick<Verdict, "status" | "says" | "notes"> => ({ status, says, notes });
  const made = packet.created;
  if (made === null) return verdict("malformed", "it does not say when it was made");
  const message = await createMessage({ binary: content, date: made });
  try {
    // No date: times are judged below, each for itself. The signature's cryptography is all that is checked here.
    await packet.verify(
      key.keyPacket,
      enums.signature.binary,
      message.packets[0]!,
      null as unknown as Date,
      true,
      SETTINGS,
    );
  } catch (error) {
    return verdict(
      "bad",
      `the signature does not fit the manifest: one of the two was changed (${(error as Error).message})`,
    );
  }
  if (packet.hashAlgorithm === null || WEAK_HASHES.has(packet.hashAlgorithm))
    return verdict("weak-hash", "it was made over a digest that can be forged (MD5, SHA-1 or RIPEMD-160)");
  if (made < key.getCreationTime()) return verdict("bad", "it gives a time before its key was made");
  if (made.getTime() > now.getTime() + CLOCK_SKEW) return verdict("future", "it gives a time that has not come");
  const fit = await fitness(certificate, key, made, now);
  if (fit.state !== "fit") return verdict(fit.state, fit.says);
  const end = packet.getExpirationTime();
  if (end !== Infinity && Number(end) <= now.getTime())
    return verdict("expired-signature", "it says itself that its time has run out");
  return verdict("good", "good signature", fit.notes);
}
