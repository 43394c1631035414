// What signatures cost: many of many people under one policy, a certificate with a thousand self-signatures, Debian's
// whole keyring. `npm run bench:signatures -- OTHER-CHECKOUT` holds the first against another checkout of this project
// from before it read OpenPGP itself, side by side in one run.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { sha256 } from "../src/bytes/sha256.ts";
import { judgeWords } from "../src/cli/signature-words.ts";
import { readKeyring, type KeyFile } from "../src/manifest/keyring.ts";
import { writeArmor } from "../src/openpgp/armor.ts";
import { judge } from "../src/policy/judgement.ts";
import { parsePolicy } from "../src/policy/parse.ts";
import {
  certification,
  detached,
  FLAGS,
  makePair,
  publicKey,
  subkey,
  userId,
  type Pair,
} from "../test/openpgp/packet-writer.ts";
import { machineFacts } from "./machine.ts";
import { best, cheapest, rowText, timed, type Row, type Times } from "./measure.ts";

const PEOPLE = 39;
const SIGNATURES = 2946;
const SELF_SIGNATURES = 1000;
const ROUNDS = 3;
const made = Date.UTC(2020, 0, 1) / 1000;
const now = new Date(Date.UTC(2026, 0, 1));
const content = Buffer.from('{"what":"is signed"}');
const flags = FLAGS.certify | FLAGS.sign;
const other = process.argv[2];

interface Subject {
  readonly keys: readonly KeyFile[];
  readonly signatures: readonly { readonly name: string; readonly content: Buffer }[];
  readonly policy: string;
}

/**
 * People as those who sign releases are: most with RSA keys, three user IDs and a signing subkey, all prolonged each
 * year.
 */
function manyPeople(): Subject {
  const kinds = ["rsa3072", "rsa3072", "ed25519-legacy"] as const;
  const people = Array.from({ length: PEOPLE }, (_, i) => {
    const kind = kinds[i % kinds.length]!;
    return { primary: makePair(kind, made), own: makePair(kind, made) };
  });
  return {
    keys: people.map(({ primary, own }, i) => ({ name: `${i}.pgp`, content: prolonged(primary, own) })),
    signatures: Array.from({ length: SIGNATURES }, (_, i) => signatureBy(people[i % PEOPLE]!.own, i)),
    policy: policyOf(people.map(({ primary }) => primary)),
  };
}

const YEAR = 365 * 24 * 3600;

function prolonged(primary: Pair, own: Pair): Buffer {
  const years = [0, 1, 2, 3, 4].map((year) => ({ created: made + year * YEAR, expires: (year + 2) * YEAR }));
  const users = ["a@example.org", "b@example.org", "c@example.org"].flatMap((name) => [
    userId(name),
    ...years.map((saying) => certification(primary, name, { ...saying, flags })),
  ]);
  const bindings = years.map((saying) => subkey(primary, own, { ...saying, flags: FLAGS.sign }));
  return Buffer.concat([publicKey(primary), ...users, ...bindings]);
}

function oneBig(signatures: number): Subject {
  const pair = makePair("ed25519-legacy", made);
  const self = Array.from({ length: SELF_SIGNATURES }, (_, i) =>
    certification(pair, "T", { created: made + i, flags }),
  );
  const certificate = Buffer.concat([publicKey(pair), userId("T"), ...self]);
  return {
    keys: [{ name: "big.pgp", content: certificate }],
    signatures: Array.from({ length: signatures }, (_, i) => signatureBy(pair, i)),
    policy: policyOf([pair]),
  };
}

function signatureBy(pair: Pair, i: number): Subject["signatures"][number] {
  const bytes = detached(pair, content, { created: Date.UTC(2022, 0, 1) / 1000 + i });
  return { name: `${i}.asc`, content: Buffer.from(writeArmor("PGP SIGNATURE", bytes)) };
}

function policyOf(pairs: readonly Pair[]): string {
  const names = pairs.map((_, i) => `p${i}`);
  const signers = pairs.map(({ fingerprint }, i) => `signer p${i} ${fingerprint}\n`);
  return `${signers.join("")}group everybody all ${names.join(" ")}\nquorum everybody\n`;
}

function ours({ keys, signatures, policy }: Subject): boolean {
  const keyring = readKeyring(keys);
  const read = parsePolicy(policy, "policy");
  if (!keyring.ok || !read.ok) throw new Error("our bug: the keys and the policy are well-formed");
  const words = judgeWords({ keys: keyring.value, at: now }, { content }, signatures);
  const { quorums } = judge({
    policy: read.value,
    texts: [{ name: "text", sha256: sha256(content), words }],
    observations: [],
    left: () => undefined,
    known: keyring.value.fingerprints,
    at: now.getTime(),
    firstSeen: new Map(),
  });
  return quorums.every(({ quorum }) => quorum.satisfied);
}

/** What the other checkout has of it: its modules as they were, by their names then. */
interface Before {
  readonly readCertificates: (files: readonly KeyFile[], now: Date) => Promise<{ readonly value: object }>;
  readonly parsePolicy: (text: string, file: string) => { readonly value: object };
  readonly verifyManifest: (subject: object) => Promise<{ readonly quorum: { readonly satisfied: boolean } }>;
}

async function theirs(before: Before, { keys, signatures, policy }: Subject): Promise<boolean> {
  const { quorum } = await before.verifyManifest({
    content,
    signatures: signatures.map((each) => ({ name: each.name, armored: each.content.toString() })),
    certificates: (await before.readCertificates(keys, now)).value,
    policy: before.parsePolicy(policy, "policy").value,
    now,
  });
  return quorum.satisfied;
}

async function modulesOf(checkout: string): Promise<Before> {
  const part = async (name: string): Promise<object> =>
    (await import(join(resolve(checkout), "src/manifest", name))) as object;
  return { ...(await part("certificates.ts")), ...(await part("policy.ts")), ...(await part("verify.ts")) } as Before;
}

function satisfied(is: boolean): void {
  if (!is) throw new Error("our bug: everybody signed");
}

async function taken(what: string, subject: Subject, limit: number): Promise<Row> {
  const value = await cheapest(ROUNDS, () => satisfied(ours(subject)));
  return { what, value, unit: "ms", limit, beside: "the certificate is read anew each time (cpu)" };
}

async function held(what: string, subject: Subject, limit: number): Promise<Row> {
  const mine = await cheapest(ROUNDS, () => satisfied(ours(subject)));
  if (other === undefined)
    return { what, value: mine, unit: "ms", limit: Infinity, beside: "no other checkout to hold it against" };
  const before = await modulesOf(other);
  const their = await cheapest(1, async () => satisfied(await theirs(before, subject)));
  const beside = `${mine.toFixed(0)} ms, before ${their.toFixed(0)} ms (cpu)`;
  return { what, value: mine / their, unit: "ratio", limit, beside };
}

const DEBIAN = ["pgp", "gpg"]
  .map((ending) => `/usr/share/keyrings/debian-keyring.${ending}`)
  .find((path) => existsSync(path));

/** A whole run of the command, with all of Debian's developers' certificates as the keys. */
function debianKeyring(keyring: string): readonly Row[] {
  const root = mkdtempSync(join(tmpdir(), "fromseed-bench-"));
  try {
    const [file, signature] = [join(root, "file"), join(root, "file.asc")];
    writeFileSync(file, content);
    writeFileSync(signature, signatureBy(makePair("ed25519-legacy", made), 0).content);
    // Nobody of that keyring signed it, so that it ends with 1.
    const script =
      'unset FROMSEED_HOME XDG_DATA_HOME; export HOME="$2"; fromseed=$1; shift 2; "$fromseed" "$@"; test $? = 1';
    const fromseed = resolve(import.meta.dirname, "../fromseed");
    const words = ["verify", "--file", file, "--signatures", signature, "--keys", keyring];
    const run = (): Times => timed("sh", ["-c", script, "sh", fromseed, root, ...words]);
    const first = run();
    const again = best(Array.from({ length: 2 * ROUNDS }, run));
    const row = (what: string, { cpu, wall }: Times, limit: number): Row => ({
      what: `Debian's developers' keyring, ${what}`,
      value: cpu,
      unit: "ms",
      limit,
      beside: `${keyring}, a whole run of fromseed verify --file (cpu); ${wall.toFixed(0)} ms by the clock`,
    });
    return [row("first", first, 2000), row("after", again, 300)];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

console.log(machineFacts());
const rows = [
  await held(`${SIGNATURES} signatures of ${PEOPLE} people under one policy`, manyPeople(), 0.1),
  await taken(`a signature, ${SELF_SIGNATURES} self-signatures`, oneBig(1), 100),
  await taken(`ten signatures, ${SELF_SIGNATURES} self-signatures`, oneBig(10), 1000),
  ...(DEBIAN === undefined ? [] : debianKeyring(DEBIAN)),
];
for (const row of rows) console.log(rowText(row));
if (DEBIAN === undefined) console.log("skipped  Debian's keyring: the package debian-keyring is not installed");
