// The form of recipes/<name>/recipe.yaml, key by key in its order. recipes/FORMAT.md tells the same to a person.
// Must never say what a key means without FORMAT.md saying so too: a test looks for every key there.

import {
  ADDRESS,
  AMOUNT,
  ANY_DIRECTORY,
  COMPONENT,
  CRATE,
  CRATE_FILES,
  CRATE_PATTERN,
  DURATION,
  ENVIRONMENT_NAME,
  FEATURE,
  FILE_NAME,
  FILE_PATH,
  HERITAGE,
  INSIDE,
  LICENCE,
  LINE,
  NAME,
  OWN_TREE,
  PATH,
  PACKAGE,
  PATTERN,
  POOL_PATH,
  PYPI,
  SHA256,
  SNAPSHOT,
  SOURCE_PATTERN,
  TREE,
  TRIPLE,
  VALUE,
  VERSION,
} from "./forms.ts";
import type { ScalarNode } from "./node.ts";
import type { Reading } from "./reading.ts";
import { dictionary, integer, list, listOrNone, optional, record, required, text, textLines, truth } from "./shape.ts";
import type { Mark } from "./text.ts";

/** No file is longer than this: 16 TiB, the most that common file systems hold. */
const LONGEST = 2 ** 44;

const place = record(
  {
    debian: optional(text(POOL_PATH), "A path in a Debian archive, served by the mirror that apt uses or one given."),
    url: optional(text(ADDRESS), "An http or https address."),
    snapshot: optional(
      text(SNAPSHOT),
      "In Debian's snapshot archive, whose address FROMSEED_SNAPSHOT is: a sha1, or TIME/pool/...",
    ),
    "software-heritage": optional(
      text(HERITAGE),
      "A content of Software Heritage, whose address FROMSEED_SOFTWARE_HERITAGE is: swh:1:cnt:...",
    ),
    directory: optional(
      text(ANY_DIRECTORY),
      "A directory that holds the file by its name: absolute, or from the repository's root.",
    ),
    crate: optional(text(CRATE), "NAME@VERSION, from the registry of Rust crates that cargo uses, or one given."),
    pypi: optional(text(PYPI), "NAME@VERSION, a source distribution from the index that pip uses, or one given."),
    rustup: optional(text(COMPONENT), "COMPONENT@RELEASE, of a toolchain that rustup put on this machine, packed."),
  },
  {
    schema: { minProperties: 1, maxProperties: 1 },
    check({ keys, mark }, reading, what) {
      if (keys.size === 1) return true;
      reading.fail(
        mark,
        `${what} must have one key, not ${keys.size}`,
        "write one place an item: debian, url, snapshot, software-heritage, directory, crate, pypi or rustup",
      );
      return false;
    },
  },
);

const PATTERNS =
  "A path; / at the end means a directory with all in it, * a part of a name, **/ at the start any directories.";

const crates = record({
  lock: required(text(FILE_PATH), "The Cargo.lock in the tree; its crates are seen at /src/vendor."),
  targets: optional(list(text(TRIPLE)), "Only crates that one of these targets may use are taken; all by default."),
  packages: optional(list(text(PACKAGE)), "Those of the lock's own packages that are built; all by default."),
  features: optional(
    listOrNone(text(FEATURE)),
    "The features of these packages that are asked for, default among them or not; all by default.",
  ),
  without: optional(list(text(CRATE_PATTERN)), "Crates that are left out; * is any part of a name."),
  remove: optional(list(text(CRATE_FILES)), `Parts of crates that are not unpacked: NAME@VERSION/<path>. ${PATTERNS}`),
});

const source = record({
  name: required(text(NAME), "What steps and other keys call it; it is seen at /src/<name>."),
  file: required(text(FILE_NAME), "The file's name upstream."),
  size: required(integer(1, LONGEST), "Bytes."),
  sha256: required(text(SHA256), "Digest of the file."),
  licence: required(text(LICENCE), "SPDX expression."),
  places: required(list(place), "Where to get it, in the order to try."),
  unpack: optional(
    record({
      tree: required(text(TREE), "Digest of the unpacked tree's listing."),
      strip: optional(integer(0, 16), "How many leading path components to drop; 0 by default."),
      inner: optional(
        record({
          path: required(text(FILE_PATH), "An archive within the archive, that is unpacked instead."),
          sha256: required(text(SHA256), "Digest of that archive."),
        }),
        "An archive within the archive.",
      ),
      keep: optional(list(text(PATTERN)), `The only parts that are unpacked; all by default. ${PATTERNS}`),
      remove: optional(list(text(PATTERN)), `Parts that are not unpacked. ${PATTERNS}`),
    }),
    "Omitted for a file that is used as it is.",
  ),
  crates: optional(crates, "The crates that a lock file in the source pins."),
  bridge: optional(
    record({
      why: required(text(LINE), "Why it is needed."),
      "stands-for": required(text(LINE), "What would make it from source."),
      until: required(text(LINE), "What must come about for it to go."),
      lineage: optional(list(text(LINE)), "What it descends from itself, by names that other bridges may share."),
    }),
    "For what nobody can read, and what stands for a part of the way that cannot be walked yet.",
  ),
});

const own = record({
  name: required(text(NAME), "What steps and other keys call it; it is seen at /src/<name>."),
  licence: required(text(LICENCE), "SPDX expression."),
  tree: required(text(OWN_TREE), "Digest of the tree's listing."),
  crates: optional(crates, "The crates that a lock file in the tree pins."),
});

/** Exactly one way to say what runs: an argv list, or a script and what interprets it. */
const STEP_CHOICE = {
  schema: {
    oneOf: [
      { required: ["argv"], properties: { interpreter: false, script: false } },
      { required: ["interpreter", "script"], properties: { argv: false } },
    ],
  },
  check(
    { keys, mark }: { readonly keys: ReadonlyMap<string, ScalarNode>; readonly mark: Mark },
    reading: Reading,
    what: string,
  ): boolean {
    const argv = keys.get("argv");
    const other = keys.get("interpreter") ?? keys.get("script");
    if (argv !== undefined && other !== undefined)
      reading.fail(
        other,
        `${what} has "argv" and "${other.value}"`,
        "a step has either argv, or interpreter and script",
      );
    else if (argv === undefined && other === undefined)
      reading.fail(mark, `${what} has nothing to run`, "give it argv, or interpreter and script");
    else if (argv === undefined && !keys.has("script"))
      reading.fail(other!, `${what} has "interpreter" but no "script"`, 'add "script: |" and the text below it');
    else if (argv === undefined && !keys.has("interpreter"))
      reading.fail(
        other!,
        `${what} has "script" but no "interpreter"`,
        "add for example: interpreter: [/bin/sh, -eu, -c]",
      );
    else return true;
    return false;
  },
};

const step = record(
  {
    name: required(text(NAME), "What progress and errors call it."),
    directory: optional(text(INSIDE), "Where it runs; /work by default."),
    argv: optional(
      list(text(VALUE)),
      "The program's absolute path and its arguments; ${parameter} stands for a value, $$ for a dollar sign.",
    ),
    interpreter: optional(list(text(VALUE)), "The argv that the script is added to as its last element."),
    script: optional(textLines(), "Taken exactly as written: ${...} in it is the interpreter's own."),
  },
  STEP_CHOICE,
);

const seed = record({
  text: required(text(FILE_PATH), "The file of the repository in which the bytes are written as hexadecimal text."),
  path: required(text(FILE_PATH), "The path of the seed in the output."),
  size: required(integer(1, 4096), "Bytes of the seed."),
  sha256: required(text(SHA256), "Digest of the seed's bytes."),
});

const SOURCE_PATTERNS =
  "<source>/<path>; / at the end means all below it, * a part of a name, **/ after the source any directories.";

/** Keys that make no sense beside `seed`: nothing is run to make it. */
const NOT_WITH_SEED = [
  "sources",
  "own",
  "patches",
  "pregenerated",
  "written",
  "parameters",
  "parallel",
  "steps",
  "outputs",
] as const;

export const RECIPE = record(
  {
    about: required(text(LINE), "One line: what it is, and why it is here."),
    version: required(text(VERSION), 'In quotes: "1.2.5".'),
    sources: optional(list(source), "Pinned upstream files."),
    own: optional(own, "The project's own source tree, as a source."),
    files: optional(
      list(text(PATH)),
      "Files of the repository that the steps see below /repo; a path that ends in / means all below it.",
    ),
    patches: optional(list(text(FILE_PATH)), "Those of the files that are patches; the steps apply them."),
    pregenerated: optional(
      list(
        record({
          by: required(text(LINE), "The program that wrote them."),
          why: required(text(LINE), "Why they are used, and not made again."),
          checked: optional(
            text(FILE_PATH),
            "The test, a file of the repository, that compares them with an independent computation.",
          ),
          paths: required(list(text(SOURCE_PATTERN)), SOURCE_PATTERNS),
        }),
      ),
      "Files in the sources that other programs wrote.",
    ),
    written: optional(
      list(
        record({
          why: required(text(LINE), "Why they look generated, or what shows that a person wrote them."),
          paths: required(list(text(SOURCE_PATTERN)), SOURCE_PATTERNS),
        }),
      ),
      "Files in the sources that look generated, or match a path of pregenerated, and are neither.",
    ),
    parameters: optional(dictionary(NAME, text(VALUE)), "Names and default values; a stage may give others."),
    environment: optional(
      dictionary(ENVIRONMENT_NAME, text(VALUE)),
      "Added to the fixed environment; ${parameter} stands for a value, $$ for a dollar sign.",
    ),
    proc: optional(truth(), "Whether the steps see a private /proc; false by default."),
    parallel: optional(truth(), "Whether the steps may use several cores; false by default."),
    limits: optional(
      record({
        time: optional(text(DURATION), "1h by default."),
        memory: optional(text(AMOUNT), "4GiB by default."),
        processes: optional(integer(1, 65536), "512 by default."),
        disk: optional(text(AMOUNT), "10GiB by default."),
      }),
      "The most that a stage may use of the machine.",
    ),
    seed: optional(seed, "For the seed only, instead of steps."),
    steps: optional(list(step), "What makes the output, in order."),
    checks: optional(list(step), "Steps that run with the finished output; each must exit with 0."),
    outputs: optional(list(text(PATH)), "Paths that the output must hold; it may hold nothing else."),
  },
  {
    schema: {
      oneOf: [
        { required: ["steps", "outputs"], properties: { seed: false } },
        { required: ["seed"], properties: Object.fromEntries(NOT_WITH_SEED.map((key) => [key, false])) },
      ],
    },
    check({ keys, mark }, reading, what) {
      const before = reading.failures.length;
      const ownSeed = keys.get("seed");
      if (ownSeed !== undefined) {
        for (const key of NOT_WITH_SEED)
          if (keys.has(key))
            reading.fail(
              keys.get(key)!,
              `${what} has "seed" and "${key}"`,
              `the seed is made from its text alone: leave "${key}" out`,
            );
      } else {
        if (!keys.has("steps")) reading.fail(mark, `${what} has no "steps"`, "give it steps, or seed for the one seed");
        if (!keys.has("outputs"))
          reading.fail(mark, `${what} has no "outputs"`, "list the paths that the steps leave in the output");
      }
      return reading.failures.length === before;
    },
  },
);

export type RecipeForm = NonNullable<ReturnType<typeof RECIPE.read>>;
export type CratesForm = NonNullable<ReturnType<typeof crates.read>>;
export type OwnForm = NonNullable<ReturnType<typeof own.read>>;
export type SourceForm = NonNullable<ReturnType<typeof source.read>>;
export type StepForm = NonNullable<ReturnType<typeof step.read>>;
