// Failure codes: why something failed, as one word that a program can act on. They are grouped by what there is to be
// done about it. Must never lose a code, nor change what one means: src/report/EVENTS.md promises that.

/** Each group with what a program would do about its failures. */
export const FAILURE_GROUPS = {
  input: "change the command line, or a file that was given",
  absent: "build or fetch it first",
  source: "give another place or mirror, or pin what was found",
  build: "change the recipe or what its steps do",
  machine: "change this machine",
  store: "look at the state folder: `fromseed verify --store`",
  trust: "find out whom, or what, to believe",
  dispute: "find out who is right",
  stopped: "run it again",
} as const;

export type FailureGroup = keyof typeof FAILURE_GROUPS;

interface Meaning {
  readonly group: FailureGroup;
  /** One line, as a sentence without its full stop. */
  readonly means: string;
}

export const FAILURE_CODES = {
  usage: { group: "input", means: "The command line or the environment is wrong" },
  operand: { group: "input", means: "A file or directory named on the command line cannot be used" },
  destination: { group: "input", means: "What is to be written exists already, or cannot be written there" },
  project: { group: "input", means: "The directory is not a project" },
  "recipe-form": { group: "input", means: "A recipe or another file of the project breaks its form" },
  "unknown-recipe": { group: "input", means: "No recipe has this name" },
  "unknown-stage": { group: "input", means: "No stage has this name" },
  "import-clash": { group: "input", means: "Two projects that are imported have different stages of one name" },
  "import-contract": { group: "input", means: "A project is imported for another version of the sandbox contract" },
  "import-cycle": { group: "input", means: "Projects import each other in a circle" },
  "tree-dirty": { group: "input", means: "The project's source tree has changes that no commit holds" },
  "stage-cycle": { group: "input", means: "Stages use each other in a circle" },
  "local-file": { group: "input", means: "A local file that a recipe names cannot be used, or changed meanwhile" },
  "key-form": { group: "input", means: "A public or private key cannot be used" },
  "policy-form": { group: "input", means: "A policy breaks its form" },
  repository: { group: "input", means: "The folder is in no git repository, or its references cannot be read" },
  "receipt-form": { group: "input", means: "A receipt of an installation breaks its form" },

  "not-built": { group: "absent", means: "What was asked for requires a stage that is not built here" },
  "failed-build-gone": { group: "absent", means: "A failed build, or what its root was made of, is no longer kept" },
  "key-absent": { group: "absent", means: "No public key of that name is among those that were given" },
  "manifest-missing": { group: "absent", means: "There is no manifest of the stage" },
  "history-missing": { group: "absent", means: "Part of a repository is not here, as in a shallow clone" },

  "import-unavailable": { group: "source", means: "No place gave the project that is imported" },
  "import-digest": { group: "source", means: "A place gave another project than the imported one" },
  "source-unavailable": { group: "source", means: "No place gave the source" },
  "key-unavailable": { group: "source", means: "No place gave the key, or the page that should prove whose it is" },
  "source-digest": { group: "source", means: "A place gave other bytes than the pinned ones, and none the right ones" },
  "source-size": { group: "source", means: "The source has the pinned digest, but not the pinned size" },
  "source-tree": { group: "source", means: "The source is the pinned one, but unpacks to another tree" },
  "archive-refused": { group: "source", means: "An archive is damaged, or holds what no source may hold" },
  "pattern-unused": {
    group: "source",
    means: "A pattern of keep or remove, or a name of crates, is of nothing in the archive or lock file",
  },
  "published-form": { group: "source", means: "A published folder breaks its form, or lacks what it says it has" },
  "lock-refused": { group: "source", means: "A lock file breaks its form, or asks for what no checksum pins" },
  offline: { group: "source", means: "The source is available only from the network, which --offline forbids" },

  "root-clash": { group: "build", means: "Two used stages hold different things at one path" },
  "root-unusable": { group: "build", means: "The root of a stage cannot be laid out" },
  "seed-digest": { group: "build", means: "The text of the seed does not give the pinned bytes" },
  "step-not-started": { group: "build", means: "The program of a step is missing or cannot be run" },
  "step-failed": { group: "build", means: "The program of a step ended with an error" },
  "limit-time": { group: "build", means: "A stage exceeded its limit of time" },
  "limit-memory": { group: "build", means: "A stage exceeded its limit of memory" },
  "limit-processes": { group: "build", means: "A stage exceeded its limit of processes and threads" },
  "limit-disk": { group: "build", means: "A stage exceeded its limit of disk" },
  "output-missing": { group: "build", means: "The output holds nothing at a path that the recipe declares" },
  "output-kind": {
    group: "build",
    means: "The output holds a file where the recipe declares a directory, or a directory where it declares a file",
  },
  "output-undeclared": { group: "build", means: "The output holds a path that the recipe does not declare" },
  "output-refused": {
    group: "build",
    means: "A tree holds what cannot be stored: a device, a special mode, an odd name",
  },
  "unexpected-digest": { group: "build", means: "A stage's tree is not the one that stages/expected.sha256 asks for" },
  "audit-undeclared": {
    group: "build",
    means: "A stage is made from opaque or generated files that no recipe declares",
  },
  "audit-unused": {
    group: "build",
    means: "A recipe declares opaque or generated files, or a test of them, that are not there",
  },

  "sandbox-unavailable": { group: "machine", means: "This machine cannot run the steps of a stage" },
  "proc-unavailable": { group: "machine", means: "A stage asks for /proc, and this machine lets none be mounted" },
  "program-missing": { group: "machine", means: "A program of this machine is missing" },
  "disk-full": { group: "machine", means: "A file system is full" },
  quota: { group: "machine", means: "The disk quota of this user is used up" },
  permission: { group: "machine", means: "This user may not do it" },
  "read-only": { group: "machine", means: "A file system is mounted read-only" },
  "open-files": { group: "machine", means: "Too many files are open" },
  "disk-error": { group: "machine", means: "A disk gave an input/output error" },
  "file-system": { group: "machine", means: "The file system refused, for another reason" },

  "store-version": { group: "store", means: "The state folder is of another version of fromseed" },
  "store-corrupt": { group: "store", means: "Something in the store is not as it was put" },
  "store-missing": { group: "store", means: "Something that is needed is not in the store" },
  "store-unknown": { group: "store", means: "Something in the state folder is not the store's" },
  "store-busy": { group: "store", means: "Another process has exclusive use of what is needed" },

  "manifest-form": { group: "trust", means: "A manifest, or a list of digests, breaks its form" },
  "manifest-version": { group: "trust", means: "A manifest has another version of the format" },
  "manifest-mismatch": { group: "trust", means: "A manifest is about something other than it should be" },
  "signing-failed": { group: "trust", means: "No valid signature could be made" },
  "signature-missing": { group: "trust", means: "A manifest has no signature" },
  "signature-refused": { group: "trust", means: "A signature is bad, or by a key that was not given" },
  "policy-unsatisfied": { group: "trust", means: "Signatures that a policy asks for are missing" },
  "policy-expired": { group: "trust", means: "The policy's own time is over" },
  "policy-old": {
    group: "trust",
    means: "This home has seen a newer policy of that name, or another text of that version",
  },
  "policy-unsigned": { group: "trust", means: "A new policy is not signed by all who must sign a change" },
  "history-damaged": {
    group: "trust",
    means: "An object of a repository is not what its name says, or breaks its form",
  },
  "history-line": { group: "trust", means: "A commit is not on the line of first parents on which it should be" },
  "history-policy": { group: "trust", means: "The history's policy is missing, or was taken away or broken" },
  "history-unsigned": {
    group: "trust",
    means: "A commit that the history's policy is about lacks its author's signature",
  },
  "history-unreviewed": {
    group: "trust",
    means: "A change came to the main branch without another person's signature",
  },
  "history-merge": { group: "trust", means: "A merge holds changes of its own, which nobody but its maker has signed" },
  "history-submodule": { group: "trust", means: "A submodule stands where the history's policy guards files" },
  "installed-changed": { group: "trust", means: "What is installed is not as it was laid there" },
  "paths-missing": {
    group: "trust",
    means: "Fewer disjoint paths of certifications lead to a key than were asked for",
  },

  "signed-disagreement": {
    group: "dispute",
    means: "Somebody whose word counts signed another tree for the same key of a stage",
  },
  "built-otherwise": {
    group: "dispute",
    means: "A stage that was built to check others came out as another tree than they say",
  },

  interrupted: { group: "stopped", means: "It was stopped before its end" },
} as const satisfies { readonly [code: string]: Meaning };

export type FailureCode = keyof typeof FAILURE_CODES;
