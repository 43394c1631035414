// Observation: one party's signed word on a closure: which stages it built itself, when and on what machine, and which
// it took from others. It differs from party to party; the closure manifest that it names does not.

import type { Sha256 } from "../bytes/sha256.ts";

/** What a party says of a machine and of what ran there. Nobody can check it: it is shown as claimed. */
export interface Machine {
  /** As the processor calls its maker: `GenuineIntel`. */
  readonly vendor: string;
  readonly model: string;
  /** Name and release: `Linux 6.1.0-18-amd64`. */
  readonly kernel: string;
  /** Name and version: `debian 12`. */
  readonly distribution: string;
  readonly cores: number;
  /** What ran the steps, as the executor calls itself. */
  readonly executor: string;
  /** Digest of the listing of fromseed's own sources (src/). */
  readonly fromseed: Sha256;
  /** Version of Node: `v24.1.0`. */
  readonly node: string;
}

/** Everything an observation says; src/observation/OBSERVATION.md gives its canonical text. */
export interface Observation {
  /** The signer: the fingerprint of an OpenPGP certificate, or `SHA256:` and that of an SSH key. */
  readonly observer: string;
  /** RFC 3339, UTC, whole seconds. */
  readonly observed: string;
  readonly target: string;
  /** Digest of the closure manifest's text. */
  readonly closure: Sha256;
  /** Those on which stages were built, each once; sorted by their canonical text. */
  readonly machines: readonly Machine[];
  /** All of the closure, sorted by name and then by manifest. */
  readonly stages: readonly ObservedStage[];
  /** Digests of signature files that the party had before it: so it dates them. Sorted. */
  readonly seen: readonly Sha256[];
}

export interface ObservedStage {
  readonly stage: string;
  readonly key: Sha256;
  readonly tree: Sha256;
  /** Digest of its manifest's text. */
  readonly manifest: Sha256;
  /** The tree that the party's project pins, when it is another one. */
  readonly expected?: Sha256;
  readonly how: BuiltHere | Taken;
}

export interface BuiltHere {
  readonly type: "built";
  /** When its last build ended: RFC 3339, UTC, whole seconds. */
  readonly at: string;
  /** Number of the machine among the observation's, from 0. */
  readonly machine: number;
  /** How many times the party has built it to this tree. */
  readonly times: number;
  /** What only a builder can know (src/observation/evidence.ts); absent where builds leave something else each time. */
  readonly evidence?: Sha256;
  /** Observers whose evidence for this stage was checked against the party's own build, and is right. Sorted. */
  readonly confirms: readonly string[];
}

export interface Taken {
  readonly type: "taken";
  /** From whom or where, in the party's words; empty when that was not recorded. */
  readonly from: string;
}
