// The replay of stages as one POSIX script, with its inputs beside it: what fromseed did, without fromseed. Pure text.
// Must hold nothing of this machine, and do nothing that the script does not show.

import type { Sha256 } from "../bytes/sha256.ts";
import { seenNames, type Stage, type Step } from "../model/recipe.ts";
import { stepEnvironment } from "../inputs/environment.ts";
import { outputDirectories } from "../inputs/job.ts";

/** A stage to replay, and the digest that its tree must have. */
export interface ReplayedStage {
  readonly stage: Stage;
  readonly tree: Sha256;
}

/** Where a stage's inputs and output lie, from the script's own folder: as the stage sees them below `/`. */
export const REPLAY_PATHS = {
  tree: (stage: string): string => `stages/${stage}/out`,
  source: (stage: string, name: string): string => `stages/${stage}/src/${name}`,
  files: (stage: string): string => `stages/${stage}/repo`,
  work: (stage: string): string => `stages/${stage}/work`,
};

const PROLOGUE = `#!/bin/sh
# Repeats a build that fromseed did, from the inputs beside this script, and compares the digest of each stage's tree.
# Needs a Linux kernel with user namespaces, and a shell with the usual tools (coreutils, findutils, util-linux, sed).
# A stage's tree is what it leaves in /out; its digest is the sha256 of the tree's listing (see the function listing).
set -eu
export LC_ALL=C
umask 022
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
unshare=$(command -v unshare)
mkdir -p "$here/roots"

# begin STAGE: an empty root, with the folders that every stage finds in it.
begin() {
  stage=$1
  root=$here/roots/$stage
  rm -rf "$root"
  mkdir -p "$root/dev" "$root/proc" "$root/src" "$root/repo" "$root/work" "$root/out" "$root/tmp"
  for node in null zero full random urandom; do : > "$root/dev/$node"; done
  printf '%s\\n' "$stage"
}

# lay STAGE: lays the tree of an earlier stage at /.
lay() { cp -R -P "$here/stages/$1/out/." "$root/"; }
# lay_source NAME: lays an unpacked source, or a single file, below /src.
lay_source() {
  cp -R -P "$here/stages/$stage/src/$1" "$root/src/"
  if [ -d "$root/src/$1" ]; then chmod -R u+w "$root/src/$1"; else chmod a-w "$root/src/$1"; fi
}
# lay_files: lays the local files below /repo.
lay_files() { cp -R -P "$here/stages/$stage/repo/." "$root/repo/"; }

# in_root PROC COMMAND...: runs a command with no network and no address-space randomisation, the root's /dev filled.
# COMMAND enters the root itself: env -i VARIABLES unshare --root=ROOT --wd=DIRECTORY ARGV.
in_root() {
  setarch -R "$unshare" --user --map-root-user --mount --net --ipc --pid --fork --kill-child sh -c '
    root=$1 proc=$2
    shift 2
    for node in null zero full random urandom; do mount --bind "/dev/$node" "$root/dev/$node"; done
    if [ "$proc" = yes ]; then mount -t proc proc "$root/proc"; fi
    exec "$@"
  ' in_root "$root" "$@" </dev/null || {
    printf '%s: a step ended with code %s\\n' "$stage" "$?" >&2
    exit 1
  }
}

# seed TEXT PATH: the bytes that a commented hex text stands for, as an executable.
seed() {
  mkdir -p "$(dirname "$root/out/$2")"
  for byte in $(sed 's/[#;].*//' "$root/repo/$1" | tr -d ' \\t\\r\\n' | sed 's/../& /g'); do
    printf "\\\\$(printf %03o "0x$byte")"
  done > "$root/out/$2"
  chmod 755 "$root/out/$2"
}

# listing: writes the listing of the tree in the working directory.
listing() {
  {
    find . -type f ! -perm /111 -exec sha256sum -z {} + | tr '\\0' '\\n' | sed 's|^\\(.\\{64\\}\\)  \\./|644 \\1 |'
    find . -type f -perm /111 -exec sha256sum -z {} + | tr '\\0' '\\n' | sed 's|^\\(.\\{64\\}\\)  \\./|755 \\1 |'
    find . -type l -exec sh -c 'for path do
      printf "link %s %s\\n" "$(readlink "$path" | sed "s/[\\\\]/\\\\\\\\134/g; s/ /\\\\\\\\040/g")" "\${path#./}"
    done' sh {} +
    find . -mindepth 1 -type d -empty -printf 'dir - %P\\n'
  } | sort -t ' ' -k 3
}

# finish DIGEST: keeps what the stage left, and stops when it is not what fromseed got.
finish() {
  found=$(cd "$root/out" && listing | sha256sum)
  found=\${found%% *}
  if [ "$found" != "$1" ]; then
    printf '%s: the tree is %s, expected is %s\\n' "$stage" "$found" "$1" >&2
    exit 1
  fi
  rm -rf "$here/stages/$stage/out"
  mv "$root/out" "$here/stages/$stage/out"
  rm -rf "$root"
  printf '%s: %s as expected\\n' "$stage" "$found"
}
`;

/** Writes the script; the stages come in the order in which they are to be replayed. */
export function replayScript(replayed: readonly ReplayedStage[]): string {
  return PROLOGUE + replayed.map(stageLines).join("");
}

function stageLines({ stage, tree }: ReplayedStage): string {
  const { recipe } = stage;
  const lines = ["", `begin ${quoted(stage.name)}`];
  for (const directory of outputDirectories(recipe.outputs)) lines.push(`mkdir -p "$root"/out/${quoted(directory)}`);
  for (const use of stage.uses) lines.push(`lay ${quoted(use.stage)}`);
  for (const source of seenNames(recipe)) lines.push(`lay_source ${quoted(source)}`);
  if (recipe.files.length > 0) lines.push("lay_files");
  if (recipe.build.type === "seed") lines.push(`seed ${quoted(recipe.build.text)} ${quoted(recipe.build.path)}`);
  else lines.push(...recipe.build.steps.flatMap((step) => stepLines(stage, step)));
  lines.push(`finish ${tree}`, "");
  return lines.join("\n");
}

function stepLines(stage: Stage, step: Step): string[] {
  const environment = Object.entries(stepEnvironment(stage, 1)).map(([name, value]) => `${name}=${quoted(value)}`);
  return [
    `# ${step.name}`,
    `in_root ${stage.recipe.proc ? "yes" : "no"} env -i ${environment.join(" ")} \\`,
    `  "$unshare" --root="$root" --wd=${quoted(step.directory)} ${step.argv.map(quoted).join(" ")}`,
  ];
}

/** A word that a POSIX shell reads as exactly this text. */
export function quoted(text: string): string {
  return /^[A-Za-z0-9_./:=+@%-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
