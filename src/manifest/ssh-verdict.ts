// What is to be said of one SSH signature of a file's bytes: its mathematics first, then what it is for and its key.
// Such a signature holds no time, so it is judged as of when it was first seen, or now. Must never leave a security
// key's flags unsaid: whether a touch is asked for is for a policy.

import { checkSsh } from "../ssh/check.ts";
import { sshStanding } from "../ssh/keyring.ts";
import { shownName } from "../ssh/wire.ts";
import { signedData, type SshSignature } from "../ssh/signature.ts";
import type { Signed } from "./signed.ts";
import { namespaceOf } from "./ssh-namespace.ts";
import type { Verdict, VerdictStatus } from "./verdict.ts";

export function judgeSsh(signed: Signed, signature: SshSignature, at: Date): Omit<Verdict, "name" | "index"> {
  const { key, namespace } = signature;
  const facts = { namespace, type: key?.type ?? "", principals: [] };
  const verdict = (
    status: VerdictStatus,
    says: string,
    more: Partial<Verdict> = {},
  ): Omit<Verdict, "name" | "index"> => ({
    kind: "ssh",
    status,
    ...(key === undefined ? {} : { fingerprint: key.fingerprint }),
    says,
    notes: [],
    ssh: facts,
    ...more,
  });
  if (key === undefined)
    return verdict("unsupported", `nobody here can say: it is by a key of the type ${shownName(signature.keyType)}`);
  const data = signedData(signature, signed.content);
  if (data === undefined)
    return verdict("unsupported", `nobody here can say: it hashes the file by a digest ${shownName(signature.hash)}`);
  const { result, ...flags } = checkSsh(key, data, signature.signature);
  switch (result) {
    case "no":
      return verdict("bad", "the signature does not fit what it is said to sign: one of the two was changed");
    case "weak":
      return verdict("weak-hash", "its RSA key signed SHA-1, which can be forged");
    case "unsupported":
      return verdict(
        "unsupported",
        `nobody here can say: it is by a key of the type ${key.type}, which is used in a way that is not known`,
      );
    case "yes":
      break;
  }
  const wanted = signed.namespace ?? namespaceOf(signed.content);
  if (namespace !== wanted)
    return verdict("malformed", `it was made for the namespace ${shownName(namespace)}, not for "${wanted}"`);
  const deed = { namespace, at: Math.floor(at.getTime() / 1000) };
  const standing = sshStanding(key, deed, signed.keys.ssh);
  if (standing.state !== "fit") return verdict(standing.state, standing.says, { ssh: { ...facts, ...flags } });
  const { principals, authority, pinAsked } = standing;
  const ssh = { ...facts, principals, ...(authority === undefined ? {} : { authority }), ...flags };
  if (pinAsked && flags.pin !== true)
    return verdict("unfit-key", "its certificate asks for the PIN of its security key, which was not given", { ssh });
  return verdict("good", "good signature", {
    ssh,
    notes: flags.touched === false ? ["its security key was not touched"] : [],
  });
}
