// The keys that the home keeps: certificates merged with every copy that ever came, SSH keys, revocations that came
// alone. Must never lose a revocation, whatever comes later.

import { sha256 } from "../bytes/sha256.ts";
import { byBytes } from "../bytes/order.ts";
import { readKeyring, signedKeysAmong, type SignedSshKey } from "../manifest/keyring.ts";
import { signaturePackets } from "../manifest/signature-pieces.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { writeArmor } from "../openpgp/armor.ts";
import { KeyMerger, type Merged } from "../openpgp/merged-keys.ts";
import { newlyFramed } from "../openpgp/certificate-bytes.ts";
import type { OpenpgpKeyring } from "../openpgp/keyring.ts";
import { PACKET } from "../openpgp/packets.ts";
import { holdsSshKeys, readAllowedSigners } from "../ssh/allowed-signers.ts";
import type { Store } from "../store/store.ts";
import type { GivenFile } from "./given-file.ts";

/** What became of what was given, by fingerprints. */
export interface Kept {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly same: readonly string[];
  /** Revocations whose key is not here: they wait for it. */
  readonly waiting: number;
  /** Revocations among what was given that came alone, and without their keys. */
  readonly alone: number;
  /** Files of signatures over SSH keys' files, kept with those: whether they are good is asked when it matters. */
  readonly signatures: number;
  readonly passedOver: readonly { readonly name: string; readonly reason: string }[];
}

/** Puts keys of files into the home. A file without any is passed over. */
export async function keepKeys(store: Store, files: readonly GivenFile[]): Promise<Result<Kept>> {
  const given = new KeyMerger();
  const passedOver: { name: string; reason: string }[] = [];
  const ssh = new Map<string, string>();
  const signed = signedKeysAmong(files);
  const signatures = new Set<unknown>(signed.flatMap((each) => each.signatures));
  for (const file of files) {
    if (signatures.has(file)) continue;
    const { name, content } = file;
    const text = content.toString("latin1");
    const fault = isSsh(content, text) ? takeSsh(content.toString(), ssh) : given.add(content);
    if (fault !== undefined) passedOver.push({ name, reason: fault });
  }
  const own = given.finish();
  const locked = await store.withLock("keys", async (): Promise<Result<Kept>> => {
    const merged = await withKept(store, own);
    if (!merged.ok) return merged;
    const texts = textsOf(merged.value);
    for (const [name, lines] of ssh) texts.set(name, lines);
    for (const [name, content] of signedTexts(signed)) texts.set(name, content);
    const groups = { added: [] as string[], changed: [] as string[], same: [] as string[] };
    const put: { kind: "keys"; name: string; content: string }[] = [];
    for (const [name, content] of [...texts].sort(([a], [b]) => byBytes(a, b))) {
      const before = await store.text("keys", name);
      if (!before.ok) return before;
      const whole = name.startsWith(LINES) ? union(before.value, content) : content;
      const how = before.value === undefined ? "added" : before.value === whole ? "same" : "changed";
      if (!name.startsWith(WAITING) && !name.startsWith(SIGNED)) groups[how].push(name.replace(/\.asc$/, ""));
      if (how !== "same") put.push({ kind: "keys", name, content: whole });
    }
    const done = await store.putTexts(put);
    const waiting = merged.value.alone.length;
    return done.ok
      ? succeed({ ...groups, waiting, alone: own.alone.length, signatures: signatures.size, passedOver })
      : done;
  });
  return locked.ok ? locked.value : locked;
}

/** A revocation that came before its key. The file stays once it has found it: nothing that revokes is removed. */
const WAITING = "revocation-";

/** All lines that ever came of one SSH key. */
const LINES = "ssh-";

/** The file of an SSH key, as it was signed, and what signs it: `signed-X.pub` and `signed-X.pub.Y.asc`, by digests. */
const SIGNED = "signed-";

function signedTexts(signed: readonly SignedSshKey[]): readonly (readonly [name: string, content: string])[] {
  return signed.flatMap(({ content, signatures }) => {
    // What is signed is these bytes, which a text gives back if it is UTF-8.
    const text = Buffer.from(content).toString();
    if (!Buffer.from(text).equals(content)) return [];
    const name = `${SIGNED}${sha256(content)}.pub`;
    const packets = signatures.flatMap((file) => signaturePackets(file.content));
    return [
      [name, text] as const,
      ...packets.map((body): readonly [string, string] => {
        const block = writeArmor("PGP SIGNATURE", newlyFramed({ type: PACKET.signature, body }));
        return [`${name}.${sha256(body)}.asc`, block];
      }),
    ];
  });
}

/** What was given, merged with what the home keeps of the same keys, and with revocations that wait. */
async function withKept(store: Store, given: Merged): Promise<Result<Merged>> {
  const merger = new KeyMerger();
  for (const bytes of given.certificates.values()) merger.add(bytes);
  for (const body of given.alone) merger.add(newlyFramed({ type: PACKET.signature, body }));
  for (const name of await store.texts("keys")) {
    if (name.startsWith(SIGNED)) continue;
    // A revocation that comes alone may be of any key.
    const isAsked = given.alone.length > 0 ? name.endsWith(".asc") : given.certificates.has(name.replace(/\.asc$/, ""));
    if (!isAsked && !name.startsWith(WAITING)) continue;
    const text = await store.text("keys", name);
    if (!text.ok) return text;
    if (text.value !== undefined) merger.add(Buffer.from(text.value));
  }
  return succeed(merger.finish());
}

function textsOf({ certificates, alone }: Merged): Map<string, string> {
  const armored = (bytes: Buffer): string => writeArmor("PGP PUBLIC KEY BLOCK", bytes);
  const texts = new Map([...certificates].map(([fingerprint, bytes]) => [`${fingerprint}.asc`, armored(bytes)]));
  for (const body of alone)
    texts.set(`${WAITING}${sha256(body)}.asc`, armored(newlyFramed({ type: PACKET.signature, body })));
  return texts;
}

const isSsh = (content: Buffer, text: string): boolean =>
  (content[0] ?? 0) < 0x80 && !text.includes("-----BEGIN PGP") && holdsSshKeys(text);

/** Takes each line of a file of SSH keys as it is: its limits are part of it. */
function takeSsh(text: string, into: Map<string, string>): string | undefined {
  for (const whole of text.split(/\r?\n/)) {
    const line = whole.trim();
    if (line === "" || line.startsWith("#")) continue;
    const { signers, faults } = readAllowedSigners(line);
    if (faults[0] !== undefined) return faults[0].fault;
    for (const { key } of signers) {
      const name = `${LINES}${sha256(key.blob)}.pub`;
      into.set(name, union(into.get(name), `${line}\n`));
    }
  }
  return undefined;
}

/** The lines of both, each once, sorted. */
function union(before: string | undefined, content: string): string {
  const lines = new Set(`${before ?? ""}${content}`.split(/(?<=\n)/));
  return [...lines].sort(byBytes).join("");
}

/** All keys that the home keeps, and the fingerprints of those that were named, else of all. */
export async function keptCertificates(
  store: Store,
  names: readonly string[],
): Promise<Result<{ readonly known: OpenpgpKeyring; readonly asked: readonly string[] }>> {
  const files = await readKept(store);
  if (!files.ok) return files;
  const keyring = readKeyring(files.value);
  if (!keyring.ok) return keyring;
  const known = keyring.value.openpgp;
  if (names.length === 0) return succeed({ known, asked: [...known.certificates.keys()] });
  const asked = names.map((name) => name.replace(/^0x/i, "").toLowerCase());
  const at = asked.findIndex((fingerprint) => !known.certificates.has(fingerprint));
  return at < 0
    ? succeed({ known, asked })
    : fail("key-absent", `Cannot find key "${names[at]!}": the home has no key of that fingerprint`, {
        hint: "fromseed keys list shows those that it has",
      });
}

/** The keys that the home keeps, as files. */
export async function readKept(store: Store): Promise<Result<readonly GivenFile[]>> {
  const names = await store.texts("keys");
  if (names.length === 0)
    return fail("operand", "Cannot read keys: this home has none", {
      hint: "fromseed keys import FILE keeps some, or --keys names files",
    });
  const files: GivenFile[] = [];
  for (const name of names) {
    const text = await store.text("keys", name);
    if (!text.ok) return text;
    if (text.value !== undefined) files.push({ name, content: Buffer.from(text.value) });
  }
  return succeed(files);
}
