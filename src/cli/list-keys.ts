// How the kept keys stand: who expires soon, who is revoked, who rests on SHA-1, what proofs of identity there are.

import { readKeyring } from "../manifest/keyring.ts";
import { succeed, type Result } from "../model/failure.ts";
import { keyState, type KeyState } from "../openpgp/key-state.ts";
import { count } from "../report/event-words.ts";
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
  const sshLines = ssh.signers.map(({ key, principals }) => `${key.fingerprint}  ${principals}  ${key.type}`);
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
      ssh: ssh.signers.map(({ key, principals }) => ({ fingerprint: key.fingerprint, principals, type: key.type })),
    },
    failures: [],
  });
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
