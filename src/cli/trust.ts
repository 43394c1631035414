// Whose signatures count, and what is said of those that were found.

import { readKeyring, type Keyring } from "../manifest/keyring.ts";
import { parsePolicy, type Policy } from "../manifest/policy.ts";
import type { Verification } from "../manifest/verify.ts";
import { fail, succeed, type Failure, type Result } from "../model/failure.ts";
import { harmless } from "../report/harmless.ts";
import { readGivenFile, readGivenFiles } from "./given-file.ts";
import { filesOf } from "./given-manifests.ts";
import type { Options } from "./options.ts";

/** Whose keys are known, and whose signatures are needed. */
export interface Trust {
  readonly keys: Keyring;
  readonly policy?: Policy;
}

/** The keys and the policy that the command line names; undefined when signatures were not asked for. */
export async function readTrust(options: Options): Promise<Result<Trust | undefined>> {
  const keys = options.values.get("keys")?.[0];
  const policyFile = options.values.get("policy")?.[0];
  if (keys === undefined)
    return policyFile === undefined
      ? succeed(undefined)
      : fail("usage", "Cannot verify signatures: --policy needs --keys");
  const paths = await filesOf([keys]);
  if (!paths.ok) return paths;
  const files = await readGivenFiles("key", paths.value);
  if (!files.ok) return files;
  const keyring = readKeyring(files.value);
  if (!keyring.ok) return keyring;
  if (policyFile === undefined) return succeed({ keys: keyring.value });
  const text = await readGivenFile("policy", policyFile);
  if (!text.ok) return text;
  const policy = parsePolicy(text.value.content.toString(), policyFile);
  return policy.ok ? succeed({ keys: keyring.value, policy: policy.value }) : policy;
}

export function verificationLines(name: string, { verdicts, quorum }: Verification, keys: Keyring): string[] {
  /** What the certificate says of its owner, who chose to say it: the fingerprint is what counts. */
  const owner = (fingerprint: string | undefined): readonly string[] => {
    const says = fingerprint === undefined ? undefined : keys.owner(fingerprint);
    return says === undefined ? [] : [harmless(says)];
  };
  const lines = verdicts.map((verdict) =>
    [
      name,
      verdict.status,
      verdict.fingerprint ?? verdict.name,
      ...owner(verdict.fingerprint),
      [verdict.says, ...verdict.notes].join("; "),
    ].join("  "),
  );
  if (verdicts.length === 0) lines.push(`${name}  no signature`);
  if (quorum?.satisfied === true) lines.push(`${name}  the policy is satisfied`);
  return lines;
}

/** Whose manifest a file of manifests/ is. */
const stageOf = (name: string): string => name.replace(/(\.closure)?\.json$/, "");

/** With a policy, what it misses; without one, every signature that is not good, and the lack of any. */
export function verificationFailures(name: string, { verdicts, quorum }: Verification): readonly Failure[] {
  if (quorum !== undefined)
    return quorum.satisfied
      ? []
      : [
          {
            kind: "failure",
            code: "policy-unsatisfied",
            message: `Cannot accept "${name}": the policy is not satisfied`,
            details: quorum.missing,
          },
        ];
  const bad = verdicts.filter((verdict) => verdict.status !== "good");
  if (verdicts.length === 0)
    return [
      {
        kind: "failure",
        code: "signature-missing",
        message: `Cannot accept "${name}": it has no signature`,
        hint: `fromseed sign ${stageOf(name)} makes one; --signatures DIR says where those of others are`,
      },
    ];
  const hint = "give the keys of all who signed with --keys, or say with --policy whose signatures are needed";
  return bad.map((verdict) => ({
    kind: "failure",
    code: "signature-refused",
    message: `Cannot accept signature "${verdict.name}" of "${name}": ${verdict.says}`,
    ...(verdict.status === "unknown-key" ? { hint } : {}),
  }));
}
