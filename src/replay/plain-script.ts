// The replay of a chain as a script that needs nothing but a kernel and a POSIX shell: no chroot, no program that the
// chain did not build itself. Each stage runs in its own folder of the export, with every path of its steps moved
// there; so this is for chains whose outputs do not depend on where they are built. Pure text. Must never call a
// program of the host.

import type { Stage, Step } from "../model/recipe.ts";
import type { TreeEntry } from "../model/tree.ts";
import { stepEnvironment } from "../inputs/environment.ts";
import { quoted, REPLAY_PATHS, type ReplayedStage } from "./sealed-script.ts";

/** A stage with the entries of its tree, which tell what an absolute path of a later stage means. */
export interface PlainStage extends ReplayedStage {
  readonly entries: readonly TreeEntry[];
}

const PROLOGUE = `#!/bin/sh
# Repeats a build that fromseed did with nothing but a kernel and this shell: every program that runs was built just before, down to
# the seed, which the shell writes from its text. Compare what comes out: sha256sum -c digests.sha256 (on any machine).
# Unlike replay.sh it seals nothing: the programs could see this machine, if they looked. And a program that looks for its own files at the root
# (/lib, /include) does not find them: the chain to tinycc has none, later ones have; replay.sh repeats those.
set -eu
case $0 in */*) cd "\${0%/*}" ;; esac
here=$(pwd -P)

# Nothing of this machine's environment is handed on.
while IFS= read -r line; do
  case $line in "export "*) line=\${line#export } && unset "\${line%%=*}" 2>/dev/null || : ;; esac
done <<END
$(export -p)
END

# seed TEXT FILE: writes the bytes that a commented hex text stands for over FILE, which is there, empty and executable.
seed() {
  while IFS= read -r line; do
    line=\${line%%[#;]*}
    for pair in $line; do
      while [ -n "$pair" ]; do
        rest=\${pair#??}
        byte=\${pair%"$rest"}
        printf "\\\\$(printf %03o "0x$byte")"
        pair=$rest
      done
    done
  done <"$1" >"$2"
}
`;

/** Writes the script; the stages come in the order in which they are to be replayed, from the seed on. */
export function plainScript(stages: readonly PlainStage[]): string {
  const entries = new Map(stages.map((each) => [each.stage.name, new Set(each.entries.map((entry) => entry.path))]));
  return PROLOGUE + stages.map(({ stage }) => stageLines(stage, entries)).join("");
}

function stageLines(stage: Stage, entries: ReadonlyMap<string, ReadonlySet<string>>): string {
  const { name, recipe } = stage;
  const lines = ["", `printf '%s\\n' ${quoted(name)}`];
  if (recipe.build.type === "seed")
    lines.push(
      `seed "$here"/${quoted(`${REPLAY_PATHS.files(name)}/${recipe.build.text}`)} "$here"/${quoted(`${REPLAY_PATHS.tree(name)}/${recipe.build.path}`)}`,
    );
  else for (const step of recipe.build.steps) lines.push(`# ${step.name}`, stepLine(stage, step, entries));
  return lines.join("\n") + "\n";
}

function stepLine(stage: Stage, step: Step, entries: ReadonlyMap<string, ReadonlySet<string>>): string {
  const environment = Object.entries(stepEnvironment(stage, 1)).map(([name, value]) => `${name}=${quoted(value)}`);
  const word = (text: string): string => moved(text, stage, entries);
  return `(cd ${word(step.directory)} && ${environment.join(" ")} exec ${step.argv.map(word).join(" ")})`;
}

/** A word of a step with the absolute path in it, if there is one, moved into the export. */
function moved(text: string, stage: Stage, entries: ReadonlyMap<string, ReadonlySet<string>>): string {
  const [, before = "", path] = /^((?:-[A-Za-z]|[^/=]*=)?)(\/.*)$/.exec(text) ?? [];
  if (path === undefined) return quoted(text);
  const own = /^\/(repo|src|work|out)(\/|$)/.test(path) ? stage.name : undefined;
  const holder = own ?? stage.uses.find((use) => entries.get(use.stage)?.has(path.slice(1)))?.stage;
  if (holder === undefined) return quoted(text);
  return `${before === "" ? "" : quoted(before)}"$here"/${quoted(own === undefined ? `${REPLAY_PATHS.tree(holder)}${path}` : `stages/${stage.name}${path}`)}`;
}
