// The part of the table of commands that is about whom to believe: signing, attesting, taking, lending, verifying.

import type { Command } from "./command.ts";
import { SIGNER_FLAGS } from "./signer-flags.ts";
import { OFFLINE, PLACES } from "./source-flags.ts";
import { AT, KEYS, REVOKED, VERDICT_FLAGS } from "./verdict-flags.ts";

export const TRUST_COMMANDS: readonly Command[] = [
  {
    name: "sign",
    operands: "[STAGE...]",
    about: "sign the manifests of stages (default: the default target and its closure manifest)",
    more: [
      "The signature is a detached one by an OpenPGP or SSH key, next to the manifest. Several people's signatures can be kept together.",
    ],
    flags: [
      ...SIGNER_FLAGS,
      { name: "closure", about: "sign every stage of the closure, not only the named ones" },
      { name: "policy", value: "FILE", about: "sign this policy, which follows another (src/policy/POLICY.md)" },
      { name: "image", value: "DIR", about: "sign this container image, for those who pull it (src/image/IMAGE.md)" },
      { name: "payload", about: "print what a signature of the image is over, to be signed elsewhere" },
      {
        name: "collected",
        value: "FILE",
        repeat: true,
        about: "put this detached signature of the payload beside the image (may be repeated)",
      },
      KEYS,
    ],
    example: [
      "fromseed sign --key alice.asc",
      "fromseed sign --gpg alice@example.org asm",
      "fromseed sign --ssh ~/.ssh/id_ed25519",
    ],
    state: "reads",
    completes: "stages",
    load: () => import("./commands/sign.ts"),
  },
  {
    name: "policy",
    operands: "POLICY",
    about: "write a policy's quorum for the programs that pull container images",
    more: [
      "DIR gets policy.json, one key a file, and with --lookaside registries.d: for skopeo --policy, or /etc/containers.",
      "Whatever else the policy asks for, such as who built, these programs cannot check: fromseed verify does.",
    ],
    flags: [
      { name: "keys", value: "FILE|DIR", about: "the public keys of those in the quorum" },
      { name: "containers", value: "DIR", about: "write policy.json, keys and registries.d here" },
      { name: "repository", value: "HOST/PATH", about: "the images that it is for, as they were named and signed" },
      { name: "dir", value: "DIR", repeat: true, about: "dir: images below this folder too (may be repeated)" },
      { name: "lookaside", value: "URL", about: "where signatures of images in the registry are found" },
    ],
    example: [
      "fromseed policy policy.txt --keys keys --containers out --repository localhost/fromseed/tinycc --dir .",
      "skopeo --policy out/policy.json copy dir:image oci:copy",
    ],
    state: "none",
    completes: "files",
    load: () => import("./commands/policy.ts"),
  },
  {
    name: "attest",
    operands: "[STAGE...]",
    about: "write down and sign what this machine built of a closure, with evidence, and what it took from others",
    more: [
      "The observation names the closure manifest that all share; src/observation/OBSERVATION.md says what else is in it. A stage with another tree than the expected one is attested as it is.",
      "With --signatures: observations of others that lie there are checked against the builds here, and those that are right are confirmed.",
    ],
    flags: [
      ...SIGNER_FLAGS,
      {
        name: "signatures",
        value: "DIR",
        repeat: true,
        about: "observations and signatures of others (may be repeated)",
      },
      {
        name: "into",
        value: "DIR",
        about: "also copy the manifests, the observation and its signature into this directory, to be given to others",
      },
      {
        name: "dsse",
        about:
          "also put the statement into a DSSE envelope, for readers of in-toto and SLSA: with an Ed25519 or P-256 key from a file",
      },
    ],
    example: [
      "fromseed attest --key alice.asc --into shared/",
      "fromseed attest tinycc --gpg alice@example.org --signatures shared/",
    ],
    state: "reads",
    completes: "stages",
    load: () => import("./commands/attest.ts"),
  },
  {
    name: "take",
    operands: "[STAGE...]",
    about: "take stages from others in place of building them: checked against their manifests, and known as taken",
    more: [
      "The manifests must name the same inputs as a build here would have, and the trees are digested again. An observation says of these stages that they were taken.",
    ],
    flags: [
      {
        name: "from",
        value: "DIR",
        repeat: true,
        about: "a state folder, or one with manifests and trees/ (may be repeated)",
      },
    ],
    example: ["fromseed take gcc-9 --from /media/bob"],
    state: "makes",
    completes: "stages",
    load: () => import("./commands/take.ts"),
  },
  {
    name: "lend",
    operands: "[STAGE]",
    about: "build for a few minutes what few have built of a closure, from inputs that were taken, and attest it",
    more: [
      "Stages are drawn by a hash of your key and the closure, more often those with few builders, as far as they fit into the time. Claims about stages add up: others need not build what you have.",
    ],
    flags: [
      { name: "minutes", value: "N", about: "how long to build (default: 10)" },
      {
        name: "from",
        value: "DIR",
        repeat: true,
        about: "folders of others: manifests, observations, and trees/ (may be repeated)",
      },
      ...SIGNER_FLAGS,
      { name: "into", value: "DIR", about: "also copy what is attested into this directory, to be given to others" },
      OFFLINE,
      ...PLACES,
    ],
    example: ["fromseed lend gcc-13 --minutes 10 --from /media/bob --gpg me@example.org"],
    state: "makes",
    completes: "stages",
    load: () => import("./commands/lend.ts"),
  },
  {
    name: "verify",
    operands: "[STAGE...]",
    about: "check manifests, signatures and the store",
    more: [
      "Without flags: the manifests of the stages and of their closure are checked, down to the seed; --store reads the trees themselves.",
      "With --manifests: those that others gave are checked in the same way, without a build or a store: all of the stages down to the seed are needed.",
      "With --keys: signatures too, against the public keys in a file or directory, and --policy says whose are needed.",
      "Observations (fromseed attest) that lie with the signatures tell who built each stage; one line at the end gives the verdict.",
    ],
    flags: [
      { name: "closure", about: "with --keys: the signatures of every stage down to the seed" },
      {
        name: "manifests",
        value: "FILE|DIR",
        repeat: true,
        about:
          "verify these manifests, and the signatures next to them, instead of this machine's own (may be repeated)",
      },
      ...VERDICT_FLAGS,
      { name: "from", value: "KEY", about: "with --keys: tell how each signer is reached from this key, your own" },
      {
        name: "file",
        value: "FILE",
        about: "with --keys and --signatures: verify any file's signatures, without a store",
      },
      {
        name: "signatures",
        value: "DIR",
        repeat: true,
        about: "more places to look for signatures and observations, with the folders in them",
      },
      { name: "store", about: "check every object in the store for flipped bits" },
      {
        name: "heal",
        about: "with --store: put away what is corrupt; what a build needs of it is made or fetched again",
      },
    ],
    example: [
      "fromseed verify --store --heal",
      "fromseed verify asm --closure --keys maintainers/ --policy policy.txt",
      "fromseed verify --manifests /media/bob/manifests --keys bob.asc",
      "fromseed verify --file SHA256SUMS --signatures sigs/ --keys keys/ --policy policy.txt",
    ],
    state: "reads",
    completes: "stages",
    load: () => import("./commands/verify.ts"),
  },
  {
    name: "history",
    operands: "[RANGE]",
    about: "check that what a repository's policy guards was signed by one person, and merged by another",
    more: [
      "RANGE is OLD..NEW, two commits of the main branch: what came after OLD is checked, by the policy that OLD keeps. NEW alone means from the first commit on; without RANGE, HEAD.",
      "The policy is history-policy.txt of the tree, whose paths lines say who must sign what (src/history/HISTORY.md). Each commit of the main branch is judged by the policy before it.",
      "Git is asked for objects alone, in a repository of its own: no configuration, replacement or graft has a say.",
    ],
    flags: [
      KEYS,
      REVOKED,
      { name: "policy", value: "FILE", about: "judge all by this policy, and not by those in the trees" },
      AT,
    ],
    example: ["fromseed history --keys keys/", "fromseed history v1.0..HEAD --keys keys/"],
    state: "none",
    completes: "none",
    load: () => import("./commands/history.ts"),
  },
  {
    name: "review",
    operands: "RECIPE/SOURCE",
    about: "write down and sign that you read a source: what of it, and how carefully",
    more: [
      "skimmed: looked for what is out of place; read: each line; understood: each line, and why it is there. A file that was read counts in every version that holds it.",
      "DIR gets the review, its signature, and the listing of the source's tree, so that others can tell what was read: fromseed audit --reviews DIR.",
    ],
    flags: [
      { name: "care", value: "WORD", about: "how carefully: skimmed, read or understood" },
      { name: "path", value: "PATH", repeat: true, about: "what of it, a folder with / at its end (default: all)" },
      { name: "since", value: "REVIEW", about: "only what changed since the version of this earlier review was read" },
      { name: "remark", value: "TEXT", about: "what else you have to say, in one line" },
      { name: "into", value: "DIR", about: "where the review is written, to be given to others" },
      ...SIGNER_FLAGS,
      OFFLINE,
      ...PLACES,
    ],
    example: [
      "fromseed review tinycc/tinycc --care read --into reviews --key me.asc",
      "fromseed review gcc-13/gcc --care skimmed --path gcc/c/ --into reviews --ssh ~/.ssh/id_ed25519",
    ],
    state: "makes",
    completes: "none",
    load: () => import("./commands/review.ts"),
  },
];
