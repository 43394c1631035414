// Whose keys are known, whose word is needed and as of when, as the command line says; and the home's memory of policies.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import { readKeyring, type Keyring } from "../manifest/keyring.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { timeOf } from "../policy/lines.ts";
import { parsePolicy } from "../policy/parse.ts";
import type { Policy } from "../policy/policy.ts";
import { succeeds, type PolicyText } from "../policy/succession.ts";
import type { Store } from "../store/store.ts";
import type { Context } from "./context.ts";
import { readGivenFile, readGivenFiles } from "./given-file.ts";
import { filesOf } from "./given-manifests.ts";
import type { Options } from "./options.ts";
import { findWords } from "./signature-words.ts";

/** Whose keys are known, and whose signatures are needed. */
export interface Trust {
  readonly keys: Keyring;
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
  const paths = await filesOf([keys]);
  if (!paths.ok) return paths;
  const files = await readGivenFiles("key", paths.value);
  if (!files.ok) return files;
  const keyring = readKeyring(files.value);
  if (!keyring.ok) return keyring;
  const common = { keys: keyring.value, at: at.value };
  if (policyFile === undefined) return succeed(common);
  const text = await readGivenFile("policy", policyFile);
  if (!text.ok) return text;
  const { content } = text.value;
  const policy = parsePolicy(content.toString(), policyFile);
  if (!policy.ok) return policy;
  const policyText = { policy: policy.value, sha256: sha256(content), file: policyFile, content };
  return succeed({ ...common, policy: policy.value, policyText });
}

function timeAsked(context: Context, options: Options): Result<Date> {
  const text = options.values.get("at")?.[0];
  if (text === undefined) return succeed(context.date());
  const time = timeOf(text);
  return time === undefined
    ? fail("usage", `Cannot read the command line: --at takes a time, not "${text}"`, {
        hint: "a day such as 2026-01-31, or a moment such as 2026-01-31T23:59:59Z; both in UTC",
      })
    : succeed(new Date(time));
}

/** Whether there is a home that can remember anything. */
export function hasHome(context: Context): boolean {
  return existsSync(join(context.home, "version"));
}

/** Everything that a policy is compared with. */
export interface Known {
  /** Undefined where there is no home. */
  readonly store: Store | undefined;
  /** Files among which signatures of the policy may be. */
  readonly signatures: readonly string[];
  readonly firstSeen: ReadonlyMap<Sha256, number>;
}

/** Compares a policy with the one that the home knows; gives what is to be said of it. Remembers it once it is accepted. */
export async function acceptPolicy(trust: Trust, known: Known): Promise<Result<readonly string[]>> {
  const { policyText: next, at } = trust;
  const own = next?.policy.succession;
  if (next === undefined || own === undefined) return succeed([]);
  const name = `policy-${own.name}`;
  const { store } = known;
  const before = store === undefined ? succeed(undefined) : await store.text("trust", name);
  if (!before.ok) return before;
  const earlier = before.value === undefined ? undefined : parsePolicy(before.value, name);
  if (earlier?.ok === false) return earlier;
  const old =
    earlier === undefined || before.value === undefined
      ? undefined
      : { policy: earlier.value, sha256: sha256(before.value) };
  const words = await findWords(trust, { content: next.content }, known.signatures);
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
  return succeed(answer.note === undefined ? [] : [answer.note, ...forgets]);
}
