// Whose keys are known, whose word is needed and as of when, as the command line says; and the home's memory of policies.

import { sha256, type Sha256 } from "../bytes/sha256.ts";
import { readKeyring, type KeyFile, type Keyring } from "../manifest/keyring.ts";
import type { SignatureFiles } from "../manifest/signature-files.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { parsePolicy } from "../policy/parse.ts";
import type { Policy } from "../policy/policy.ts";
import { succeeds, type PolicyText } from "../policy/succession.ts";
import type { Store } from "../store/store.ts";
import type { Context } from "./context.ts";
import { readGivenFile, readGivenFiles } from "./given-file.ts";
import { readKeyFiles } from "./given-keys.ts";
import type { Options } from "./options.ts";
import { judgeWords } from "./signature-words.ts";
import { timeAsked } from "./time-asked.ts";

/** Whose keys are known, and whose signatures are needed. */
export interface Trust {
  readonly keys: Keyring;
  /** What those were read from. */
  readonly keyFiles: readonly KeyFile[];
  readonly policy?: Policy;
  readonly policyText?: PolicyText & { readonly file: string; readonly content: Uint8Array };
  /** As of when all is judged. */
  readonly at: Date;
}

/** The keys and the policy that the command line names; undefined when signatures were not asked for. */
export async function readTrust(context: Context, options: Options): Promise<Result<Trust | undefined>> {
  const keys = options.values.get("keys")?.[0];
  const policyFile = options.values.get("policy")?.[0];
  const at = timeAsked(context, options);
  if (!at.ok) return at;
  if (keys === undefined) {
    const needs = policyFile !== undefined ? "--policy" : options.values.has("at") ? "--at" : undefined;
    return needs === undefined ? succeed(undefined) : fail("usage", `Cannot verify signatures: ${needs} needs --keys`);
  }
  const files = await readKeyFiles([keys]);
  if (!files.ok) return files;
  const lists = await readGivenFiles("list of revoked keys", options.values.get("revoked") ?? []);
  if (!lists.ok) return lists;
  const revoked = lists.value.map((list) => ({ ...list, revoked: true }));
  const keyring = readKeyring([...files.value.files, ...revoked]);
  if (!keyring.ok) return keyring;
  const passedOver = [...files.value.others, ...keyring.value.passedOver];
  if (keyring.value.fingerprints.size === 0 && keyring.value.ssh.signers.length === 0)
    return fail("key-form", `Cannot read keys "${keys}": no public key is there`, {
      details: passedOver.map(({ name, reason }) => `${name}: ${reason}`),
    });
  const common = { keys: { ...keyring.value, passedOver }, keyFiles: files.value.files, at: at.value };
  if (policyFile === undefined) return succeed(common);
  const text = await readGivenFile("policy", policyFile);
  if (!text.ok) return text;
  const { content } = text.value;
  const policy = parsePolicy(content.toString(), policyFile);
  if (!policy.ok) return policy;
  const policyText = { policy: policy.value, sha256: sha256(content), file: policyFile, content };
  return succeed({ ...common, policy: policy.value, policyText });
}

/** Everything that a policy is compared with. */
export interface Known {
  /** Undefined where there is no home. */
  readonly store: Store | undefined;
  /** Files among which signatures of the policy may be. */
  readonly files: SignatureFiles;
  readonly firstSeen: ReadonlyMap<Sha256, number>;
}

/** Compares a policy with the one that the home knows; gives what is to be said of it. Remembers it once it is accepted. */
export async function acceptPolicy(trust: Trust, known: Known): Promise<Result<readonly string[]>> {
  const { policyText: next, at } = trust;
  const own = next?.policy.succession;
  if (next === undefined) return succeed([]);
  const { store } = known;
  const others = store === undefined ? [] : await knownPolicies(store, own?.name);
  if (own === undefined)
    return succeed(
      others.length === 0
        ? []
        : [`this policy has no name: nothing compares it with what this home knows: ${others.join(", ")}`],
    );
  const name = `${POLICY}${own.name}`;
  const before = store === undefined ? succeed(undefined) : await store.text("trust", name);
  if (!before.ok) return before;
  const earlier = before.value === undefined ? undefined : parsePolicy(before.value, name);
  if (earlier?.ok === false) return earlier;
  const old =
    earlier === undefined || before.value === undefined
      ? undefined
      : { policy: earlier.value, sha256: sha256(before.value) };
  const { keys } = trust;
  const text = { name: next.file, sha256: next.sha256, signed: { content: next.content, keys, now: at } };
  const words = judgeWords(trust, { content: next.content }, known.files.of(text));
  const answer = succeeds(old, next, words, { at: at.getTime(), firstSeen: known.firstSeen, dated: new Map() });
  if (!answer.accepted)
    return fail(answer.code, `Cannot use ${answer.says}`, {
      ...(answer.details.length === 0 ? {} : { details: answer.details }),
      hint: "ask whoever published it for the newest one, and for its signatures (--signatures DIR)",
    });
  if (answer.remember && store !== undefined) {
    const put = await store.putText("trust", name, next.content);
    if (!put.ok) return put;
  }
  const forgets = store === undefined ? ["there is no home that could remember this policy"] : [];
  const beside =
    old === undefined && others.length > 0 ? [`this home knows policies by other names: ${others.join(", ")}`] : [];
  return succeed(answer.note === undefined ? [] : [answer.note, ...beside, ...forgets]);
}

const POLICY = "policy-";

/** The policies by other names that a home has accepted: an old one could be brought back under a new name. */
async function knownPolicies(store: Store, name: string | undefined): Promise<readonly string[]> {
  const names = await store.texts("trust");
  return names
    .filter((each) => each.startsWith(POLICY) && each !== `${POLICY}${name ?? ""}`)
    .map((each) => `"${each.slice(POLICY.length)}"`);
}
