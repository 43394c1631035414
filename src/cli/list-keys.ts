// How the kept keys stand: who expires soon, who is revoked, who rests on SHA-1, what proofs of identity there are.

import { readKeyring } from "../manifest/keyring.ts";
import { sshBindings } from "../manifest/ssh-bindings.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Vouching } from "../model/vouching.ts";
import { keyState, type KeyState } from "../openpgp/key-state.ts";
import { count } from "../report/event-words.ts";
import type { AllowedSigner } from "../ssh/allowed-signers.ts";
import type { Answer } from "./answer.ts";
import type { KeysAsked } from "./keys-asked.ts";
import { readKept } from "./kept-keys.ts";
import { seconds, timeAsked } from "./time-asked.ts";
import { dateText } from "../web/words.ts";

const DAY = 24 * 3600;
/** A key that ends within so many days is told. */
const SOON = 90;

export async function listKeys({ context, options, store }: KeysAsked): Promise<Result<Answer>> {
  const time = timeAsked(context, options);
  if (!time.ok) return time;
  const files = await readKept(store);
  if (!files.ok) return files;
  const keyring = readKeyring(files.value);
  if (!keyring.ok) return keyring;
  const at = seconds(time.value);
  const { openpgp, ssh } = keyring.value;
  const keys = [...openpgp.certificates.values()].map((whole) => {
    const certificate = whole.fresh();
    const [owner = ""] = certificate.userIds;
    return { fingerprint: certificate.primary.of.fingerprint, owner, state: keyState(certificate, at, openpgp) };
  });
  const lines = keys.map(({ fingerprint, owner, state }) =>
    [fingerprint, owner, stateWords(state, at).join(", ")].join("  "),
  );
  const signers = onceEach(ssh.signers);
  const bindings = sshBindings(keyring.value, new Set(signers.map(({ key }) => key.fingerprint)), time.value);
  const vouchedBy = (fingerprint: string): readonly string[] =>
    bindings.filter(({ key }) => key === fingerprint).map(bindingWords);
  const sshLines = signers.map(({ key, principals }) =>
    [key.fingerprint, principals, key.type, ...vouchedBy(key.fingerprint)].join("  "),
  );
  const proofs = options.switches.has("proofs")
    ? keys.flatMap(({ fingerprint, state }) => state.proofs.map((proof) => `${fingerprint}  claims ${proof}`))
    : [];
  return succeed({
    lines: [
      ...lines,
      ...sshLines,
      ...proofs,
      summaryOf(
        keys.map(({ state }) => state),
        at,
      ),
    ],
    value: {
      keys: keys.map(({ fingerprint, owner, state }) => ({
        fingerprint,
        owner,
        ...(state.expires === undefined
          ? { unfit: true }
          : state.expires === Infinity
            ? {}
            : { expires: new Date(state.expires * 1000).toISOString() }),
        ...(state.revoked === undefined ? {} : { revoked: new Date(state.revoked.created * 1000).toISOString() }),
        restsOnSha1: state.restsOnSha1,
        proofs: state.proofs,
        says: stateWords(state, at),
      })),
      ssh: signers.map(({ key: { fingerprint, type }, principals }) => ({
        fingerprint,
        principals,
        type,
        vouchedFor: bindings
          .filter(({ key }) => key === fingerprint)
          .map(({ certificate, how, since }) => ({ certificate, how, since: new Date(since * 1000).toISOString() })),
      })),
    },
    failures: [],
  });
}

/** A key may be in several files with the same names: once alone, and once as it was signed. */
function onceEach(signers: readonly AllowedSigner[]): readonly AllowedSigner[] {
  return [...new Map(signers.map((each) => [`${each.key.fingerprint} ${each.principals}`, each])).values()];
}

/** What binds an SSH key: the word of who holds the certificate, and no more. */
function bindingWords({ certificate, how, since }: Vouching): string {
  return how === "signed"
    ? `its file was signed by ${certificate} on ${dateText(since)}`
    : `it is a key for logging in of ${certificate}, since ${dateText(since)}`;
}

function stateWords({ expires, revoked, restsOnSha1 }: KeyState, at: number): readonly string[] {
  const words: string[] = [];
  if (revoked !== undefined)
    words.push(`revoked on ${dateText(revoked.created)}${revoked.hard ? ", as compromised or without a reason" : ""}`);
  if (expires === undefined) words.push("nothing that counts holds it together");
  else if (expires <= at) words.push(`expired on ${dateText(expires)}`);
  else if (expires <= at + SOON * DAY) words.push(`expires soon, on ${dateText(expires)}`);
  else if (expires !== Infinity) words.push(`until ${dateText(expires)}`);
  else words.push("never expires");
  if (restsOnSha1) words.push("rests on SHA-1");
  return words;
}

function summaryOf(states: readonly KeyState[], at: number): string {
  const number = (is: (state: KeyState) => boolean): number => states.filter(is).length;
  const ends = (from: number, until: number) =>
    number(({ expires }) => expires !== undefined && expires > from && expires <= until);
  return [
    count(states.length, "certificate"),
    `${ends(-Infinity, at)} expired`,
    `${ends(at, at + SOON * DAY)} within ${SOON} days`,
    `${number(({ revoked }) => revoked !== undefined)} revoked`,
    `${number(({ restsOnSha1 }) => restsOnSha1)} on SHA-1`,
    `${number(({ expires }) => expires === undefined)} that nothing holds together`,
  ].join(", ");
}
