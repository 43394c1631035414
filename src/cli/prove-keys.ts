// Proofs of identity that owners signed into their keys (proof@ariadne.id), checked at the places that they name: a page
// or a DNS record that names the key back. Says what was found; a place that cannot be asked refutes nothing. Must never
// take an answer for a host's own that another gave, or that only repeats the question.

import { succeed, type Result } from "../model/failure.ts";
import { openAgents, type Agents } from "../fetch/agents.ts";
import { smallFile } from "../fetch/small-file.ts";
import { txtRecords } from "../fetch/txt-records.ts";
import { decoded } from "../fetch/web-address.ts";
import { keyState } from "../openpgp/key-state.ts";
import type { Answer } from "./answer.ts";
import type { KeysAsked } from "./keys-asked.ts";
import { keptCertificates } from "./kept-keys.ts";
import { proxiesAsked } from "./proxies-asked.ts";
import { seconds } from "./time-asked.ts";

const LARGEST_PAGE = 1 << 20;
const PATIENCE = 20_000;

interface Proof {
  readonly fingerprint: string;
  readonly claim: string;
  /** "unknown": of a kind that is not asked here. */
  readonly found: "proven" | "absent" | "unreachable" | "unknown";
  readonly says: string;
}

export async function proveKeys({ context, options, store, names }: KeysAsked): Promise<Result<Answer>> {
  const proxies = await proxiesAsked(options);
  if (!proxies.ok) return proxies;
  const kept = await keptCertificates(store, names);
  if (!kept.ok) return kept;
  const { known, asked } = kept.value;
  const at = seconds(context.date());
  using agents = openAgents(proxies.value);
  const asking = { agents, dns: options.values.get("dns")?.[0], signal: context.signal };
  const proofs: Proof[] = [];
  for (const fingerprint of asked) {
    const { proofs: claims } = keyState(known.certificates.get(fingerprint)!.fresh(), at, known);
    for (const claim of claims) {
      const found = await prove(claim, fingerprint, asking);
      proofs.push({ fingerprint, claim, ...found });
    }
  }
  return succeed({
    lines: [
      ...proofs.map(({ fingerprint, claim, found, says }) => `${fingerprint}  ${found}  ${claim}: ${says}`),
      `${proofs.length} proofs, ${proofs.filter(({ found }) => found === "proven").length} proven`,
    ],
    value: { proofs },
    failures: [],
  });
}

type Finding = Pick<Proof, "found" | "says">;

async function prove(
  claim: string,
  fingerprint: string,
  { agents, dns, signal }: { readonly agents: Agents; readonly dns: string | undefined; readonly signal: AbortSignal },
): Promise<Finding> {
  const named = /^dns:([A-Za-z0-9._-]+)(?:\?type=TXT)?$/i.exec(claim)?.[1];
  if (named !== undefined) {
    const records = await txtRecords(named, dns);
    return records.ok ? naming(records.value.join("\n"), fingerprint) : unreachable(records.failures[0]!.message);
  }
  if (/^https?:\/\//i.test(claim) && URL.canParse(claim)) {
    if (namesItself(claim, fingerprint))
      return { found: "absent", says: "its address names the key, so that a page which repeats that would too" };
    const page = await smallFile(claim, { most: LARGEST_PAGE, patience: PATIENCE, agents, stays: true, signal });
    return page.ok ? naming(page.value.toString(), fingerprint) : unreachable(page.failures[0]!.message);
  }
  return { found: "unknown", says: "only dns: and https: are asked" };
}

/** A page that shows what it was asked for proves nothing of whoever has it. */
function namesItself(address: string, fingerprint: string): boolean {
  const digits = decodedOften(address)
    .toLowerCase()
    .replace(/[^0-9a-f]/g, "");
  return digits.includes(fingerprint);
}

function decodedOften(text: string): string {
  let plain = text;
  for (let times = 0; times < 3; times++) plain = decoded(plain) ?? plain;
  return plain;
}

const unreachable = (says: string): Finding => ({ found: "unreachable", says });

/** Whether a text names the key as `openpgp4fpr:FINGERPRINT`; proofs that hide it in a hash are not read. */
function naming(text: string, fingerprint: string): Finding {
  const all = [...text.matchAll(/openpgp4fpr:([0-9a-f]{40,64})(?![0-9a-f])/gi)].map(([, digits]) =>
    digits!.toLowerCase(),
  );
  if (all.includes(fingerprint)) return { found: "proven", says: "it names this key" };
  const others = all.length === 0 ? "it names no key" : `it names ${all[0]!}`;
  return { found: "absent", says: others };
}
