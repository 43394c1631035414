// The files that a new project begins with, as texts with comments. Must never hold a text that `fromseed check` refuses:
// a test reads them.

import { guessed } from "../recipe/shape.ts";
import { CONTRACT_VERSION } from "../sandbox/contract.ts";

/** What stands before the names of imported stages. */
export const PREFIX = "fs-";

/** What the texts tell of. */
export interface NewProject {
  readonly name: string;
  /** Of the project that is imported: its digest, and where its checkout is. */
  readonly digest: string;
  readonly directory: string;
  /** Digest of the project's own source tree; undefined while there is none to pin. */
  readonly tree: string | undefined;
  /** What its steps build it with. */
  readonly tool: "tcc" | "cargo";
}

/** Any digest can be written first. */
const UNKNOWN = `"${"0".repeat(64)}"`;

/** What differs by the tool: the recipe from `own` on, and the end of the stage. */
const TOOLS: Readonly<Record<NewProject["tool"], { readonly steps: (name: string) => string; readonly uses: string }>> =
  {
    tcc: {
      steps: (name) => `steps:
  - name: compile
    directory: /src/${name}
    # No shell is there, and no PATH is searched: each step names its program. Write your own files here.
    argv: [/bin/tcc, -static, -o, /out/bin/${name}, ${name}.c]
outputs: [bin/${name}]
`,
      uses: `    # Whose trees the steps find at /. This one is a C compiler with a C library: tinycc and musl, made from the seed.
    uses: [${PREFIX}musl-tinycc]
`,
    },
    cargo: {
      steps: (name) => `  # What it pins is fetched, named in the manifest crate by crate, and laid out at /src/vendor.
  crates:
    lock: Cargo.lock
    targets: [x86_64-unknown-linux-musl]
environment:
  PATH: /opt/rust/bin:/bin
proc: true
parallel: true
steps:
  # Without a network: what the lock file pins is all that there is.
  - name: cargo
    interpreter: [/bin/sh, -eu, -c]
    script: |
      mkdir /tmp/.cargo
      cat >/tmp/.cargo/config.toml <<END
      source.crates-io.replace-with = "vendor"
      source.vendor.directory = "/src/vendor"
      END
      cargo install --offline --locked --jobs "$JOBS" --path /src/${name} --root /out --no-track
outputs: [bin/]
`,
      uses: `    # Whose trees the steps find at /: rustc, its library and cargo, gcc, musl, a shell, a linker. They take hours to build,
    # and begin with one binary, another rustc: \`fromseed audit\` names it. docs/CHAIN.md of fromseed has more.
    uses: [${["rustc-2", "rust-std-2", "cargo", "gcc-13-2", "musl", "busybox", "binutils"].map((each) => PREFIX + each).join(", ")}]
`,
    },
  };

/** The files, by their paths from the project's top. */
export function newProject(made: NewProject): ReadonlyMap<string, string> {
  return new Map([
    ["fromseed.yaml", projectFile(made)],
    [`recipes/${made.name}/recipe.yaml`, recipe(made)],
    [`stages/${made.name}.yaml`, stages(made)],
  ]);
}

function projectFile({ name, digest, directory }: NewProject): string {
  return `# Which projects this one is made with. src/imports/IMPORTS.md of fromseed says what may stand here.
about: ${name}, built from the seed
imports:
  - name: fromseed
    # What stands here before the names of its stages, so that they are none of this project's.
    prefix: ${PREFIX}
    # Of the sandbox: another version gives other keys, which nobody has signed.
    contract: ${CONTRACT_VERSION}
    # Of its recipes, stages, seed and rungs: whatever a place gives is used only if it is this.
    digest: ${digest}
    places:
      # For others: the address of a repository and the whole name of a commit, or of an archive.
      # - git: https://git.example/fromseed.git
      #   commit: 0123456789abcdef0123456789abcdef01234567
      - directory: ${directory}
`;
}

function recipe({ name, tree, tool }: NewProject): string {
  return `# How ${name} is built. recipes/FORMAT.md of fromseed says what may stand here.
about: What ${name} is, in one line
version: "0.1"
# What this repository holds at HEAD, but for fromseed.yaml, recipes and stages: the steps see it below /src/${name}.
# After a commit that changes it, \`fromseed check\` tells the new digest.
own:
  name: ${text(name)}
  licence: LicenseRef-${name}
  tree: ${tree ?? UNKNOWN}
${TOOLS[tool].steps(name)}`;
}

function stages({ name, tool }: NewProject): string {
  return `# The stages of this project. \`fromseed list\` shows all, those of the import too.
default: ${text(name)}
stages:
  - name: ${text(name)}
    recipe: ${text(name)}
${TOOLS[tool].uses}`;
}

/** In quotes where YAML would take it for something else. */
function text(name: string): string {
  return guessed(name) === undefined ? name : `"${name}"`;
}
