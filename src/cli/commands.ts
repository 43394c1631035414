// The table of commands: names, flags, help. Loading this must stay cheap: what a command does is imported when it is
// run.

import type { Command } from "./command.ts";
import type { Flag } from "./options.ts";

const MIRROR: Flag = {
  name: "mirror",
  value: "URL|DIR",
  repeat: true,
  about: "try this Debian mirror, or this directory of files, before any other place (may be repeated)",
};
const OFFLINE: Flag = { name: "offline", about: "never touch the network" };

export const COMMANDS: readonly Command[] = [
  {
    name: "build",
    operands: "[STAGE...]",
    about: "build stages and all they descend from (default: the project's default target)",
    more: ["A stage whose key is known is not built again. A result that differs from stages/expected.sha256 fails."],
    flags: [
      {
        name: "jobs",
        short: "j",
        value: "N",
        about: "stages that run at once, and cores for a parallel stage (default: the cores of this machine)",
      },
      {
        name: "keep-going",
        short: "k",
        about: "after a failure, go on with the stages that do not need the failed one",
      },
      { name: "accept", about: "record the digests of what was built in stages/expected.sha256" },
      { name: "verbose", short: "v", about: "show each line that the stages print" },
      OFFLINE,
      MIRROR,
    ],
    example: ["fromseed build", "fromseed build asm --jobs 2"],
    completes: "stages",
    load: () => import("./commands/build.ts"),
  },
  {
    name: "list",
    operands: "[STAGE...]",
    about: "show the stages: state, digest, size, and what the last build took",
    more: [
      "States: built (the key is known), refused (its tree is not the expected one), stale (its key changed), new (never built), waits (a stage it uses is not built). explain says why.",
    ],
    flags: [{ name: "names", about: "print only the names, one a line" }],
    example: ["fromseed list"],
    completes: "stages",
    load: () => import("./commands/list.ts"),
  },
  {
    name: "graph",
    operands: "[STAGE...]",
    about: "draw the DAG of stages",
    more: [],
    flags: [{ name: "format", value: "text|dot|svg", about: "how to draw it (default: text)" }],
    example: ["fromseed graph --format svg > stages.svg"],
    completes: "stages",
    load: () => import("./commands/graph.ts"),
  },
  {
    name: "fetch",
    operands: "[STAGE...]",
    about: "fetch and unpack all pinned sources of stages, for a build without a network later",
    more: ["With --into, the files are also laid in a directory, which serves as --mirror DIR on another machine."],
    flags: [{ name: "into", value: "DIR", about: "copy the source files into this directory" }, OFFLINE, MIRROR],
    example: ["fromseed fetch --into /media/disk/sources", "fromseed build --offline --mirror /media/disk/sources"],
    completes: "stages",
    load: () => import("./commands/fetch.ts"),
  },
  {
    name: "reproduce",
    operands: "STAGE",
    about: "build one stage again, alone, in a fresh root, and compare",
    more: [
      "Compares with the store, with stages/expected.sha256, or with --manifest. Missing inputs are built first.",
      "A tree that differs is kept, and its differences are shown.",
    ],
    flags: [
      { name: "times", short: "n", value: "N", about: "how many times to build it (default: 1)" },
      { name: "manifest", value: "FILE", about: "compare with this manifest" },
      {
        name: "jobs",
        short: "j",
        value: "N",
        about: "cores for a parallel stage (default: the cores of this machine)",
      },
      OFFLINE,
      MIRROR,
    ],
    example: ["fromseed reproduce asm --times 3"],
    completes: "stages",
    load: () => import("./commands/reproduce.ts"),
  },
  {
    name: "diff",
    operands: "A B [MORE...]",
    about: "compare manifests, directories of manifests, or sha256sum files of any number of machines",
    more: [
      "Tells the first stages that differ although their inputs agree from those that inherit a difference.",
      '"." stands for this machine\'s own manifests.',
    ],
    flags: [],
    example: ["fromseed diff . /media/bob/manifests", "fromseed diff alice.json bob.json carol.json"],
    completes: "files",
    load: () => import("./commands/diff.ts"),
  },
  {
    name: "sign",
    operands: "[STAGE...]",
    about: "sign the manifests of stages (default: the default target and its closure manifest)",
    more: [
      "The signature is a detached OpenPGP signature beside the manifest. Several people's signatures stand side by side.",
    ],
    flags: [
      {
        name: "key",
        value: "FILE",
        about: "an armored OpenPGP private key (its passphrase, if any, is read from --passphrase-file)",
      },
      { name: "passphrase-file", value: "FILE", about: "the first line of this file unlocks the key" },
      { name: "gpg", value: "USER", about: "sign through gpg with this user's key, which may be on a smartcard" },
      { name: "closure", about: "sign every stage of the closure, not only the named ones" },
    ],
    example: ["fromseed sign --key alice.asc", "fromseed sign --gpg alice@example.org asm"],
    completes: "stages",
    load: () => import("./commands/sign.ts"),
  },
  {
    name: "verify",
    operands: "[STAGE...]",
    about: "check manifests, signatures and the store",
    more: [
      "Without flags: the manifests of the stages and of their closure are checked, down to the seed; --store reads the trees themselves.",
      "With --manifests: those that others gave are checked in the same way, without a build or a store: all of the stages down to the seed are needed.",
      "With --keys: signatures too, against the public keys in a file or directory, and --policy says whose are needed.",
    ],
    flags: [
      { name: "closure", about: "with --keys: the signatures of every stage down to the seed" },
      {
        name: "manifests",
        value: "FILE|DIR",
        repeat: true,
        about:
          "verify these manifests, and the signatures beside them, instead of this machine's own (may be repeated)",
      },
      { name: "keys", value: "FILE|DIR", about: "armored public keys" },
      { name: "policy", value: "FILE", about: "which signatures are needed (src/manifest/POLICY.md)" },
      { name: "signatures", value: "DIR", repeat: true, about: "more places to look for signatures" },
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
    ],
    completes: "stages",
    load: () => import("./commands/verify.ts"),
  },
  {
    name: "explain",
    operands: "STAGE",
    about: "say why a stage would be built again, or is refused: which part of its key changed",
    more: ["For a stage that is refused: what changed since the build that gave the expected tree."],
    flags: [{ name: "key", about: "print the whole text of the key" }],
    example: ["fromseed explain asm"],
    completes: "stages",
    load: () => import("./commands/explain.ts"),
  },
  {
    name: "audit",
    operands: "[STAGE...]",
    about: "count what must be read and trusted to get to a stage",
    more: [
      "The seed's bytes, our own lines by folder and language, upstream sources with their lines, patches, pregenerated and opaque files.",
      "Fails when a source holds a file that is opaque or looks generated and no recipe declares it, or when a recipe declares in vain.",
    ],
    flags: [OFFLINE, MIRROR],
    example: ["fromseed audit asm"],
    completes: "stages",
    load: () => import("./commands/audit.ts"),
  },
  {
    name: "shell",
    operands: "STAGE [-- COMMAND...]",
    about: "run a shell or any command in exactly the stage's root",
    more: [
      "Without a command: /bin/sh, when a used stage brings one. The exit code is the program's.",
      "With --failed: the root of the last build that failed, with its /work, /src, /out and /tmp as the failed step left them, in that step's directory and environment. What is changed there stays until the stage is built again.",
    ],
    flags: [
      { name: "failed", about: "enter the stage's last failed build" },
      { name: "output", about: "lay the stage's own finished output over the root too" },
    ],
    example: [
      "fromseed shell asm -- /bin/linker",
      "fromseed shell hex0 --output -- /bin/hex0 /repo/bootstrap-seed/hex0/hex0.hex0 /work/again",
      "fromseed shell --failed make",
    ],
    plain: true,
    completes: "stages",
    load: () => import("./commands/shell.ts"),
  },
  {
    name: "log",
    operands: "STAGE",
    about: "print the log of a stage's last build, as far as it is written",
    more: [
      "A build that is under way can be read along. One that was killed has left its log up to a second before; it stays until the stage is built again, or a gc.",
    ],
    flags: [
      { name: "follow", short: "f", about: "go on until the build that is under way has ended" },
      { name: "tail", value: "N", about: "begin with the last N lines" },
      { name: "path", about: "print where the log is instead: gzip, without its end where the build was cut off" },
    ],
    example: ["fromseed log asm", "fromseed log binutils --tail 50", "fromseed log -f --tail 20 binutils"],
    plain: true,
    completes: "stages",
    load: () => import("./commands/log.ts"),
  },
  {
    name: "export",
    operands: "STAGE DESTINATION",
    about: "write a stage's tree as a directory or a tar, or its replay as a plain script",
    more: [
      "A destination that ends in .tar becomes a deterministic tar, any other a directory.",
      "With --replay: a directory with all inputs and a POSIX script that repeats the stage without fromseed, to the same digest.",
      "With --replay --closure: the same for every stage down to the seed; beside it plain.sh, which needs a shell alone, and digests.sha256.",
      "plain.sh seals nothing, so it is for chains whose programs look for nothing at the root: to tinycc, and no further.",
    ],
    flags: [
      { name: "replay", about: "write the inputs and a script that repeats the build" },
      { name: "closure", about: "with --replay: from the seed on" },
    ],
    example: ["fromseed export asm asm.tar", "fromseed export asm replay --replay --closure && sh replay/replay.sh"],
    completes: "stages",
    load: () => import("./commands/export.ts"),
  },
  {
    name: "gc",
    operands: "",
    about: "delete what no stage of the project needs: old trees, sources, logs, failed builds, left-over scratch",
    more: [
      "The state folder is shared: what only other checkouts need is deleted too, and made again when they build.",
    ],
    flags: [
      { name: "sources", about: "delete the sources of stages that are built too, where they can be fetched again" },
      { name: "dry-run", about: "only say what would be deleted" },
    ],
    example: ["fromseed gc --dry-run", "fromseed gc --sources"],
    completes: "none",
    load: () => import("./commands/gc.ts"),
  },
  {
    name: "doctor",
    operands: "",
    about: "say what is missing on this machine, and how to get it",
    more: [],
    flags: [],
    example: ["fromseed doctor"],
    completes: "none",
    load: () => import("./commands/doctor.ts"),
  },
  {
    name: "test",
    operands: "[FILE...] [VITEST FLAGS...]",
    about: "check fromseed itself: types, form and style, then its test suite",
    more: [
      "By default, in 4 minutes or less on two idle cores, with a tenth of the random programs and kills, chosen from a seed that is printed: set FROMSEED_SEED to it to make the same choices again.",
      "What is no flag of fromseed's own goes on to vitest: the files whose tests to run, or -t NAME.",
    ],
    flags: [{ name: "all", about: "run the whole suite, which may take 40 minutes on two idle cores" }],
    example: ["fromseed test", "fromseed test test/report -t duration"],
    plain: true,
    passesOn: true,
    completes: "files",
    load: () => import("./commands/test.ts"),
  },
  {
    name: "completion",
    operands: "bash|zsh|fish",
    about: "print a shell's completion script",
    more: [],
    flags: [],
    example: ['eval "$(fromseed completion bash)"'],
    plain: true,
    completes: "none",
    load: async () => {
      const { main } = await import("./commands/completion.ts");
      return { main: (context, options) => main(context, options, COMMANDS) };
    },
  },
];
