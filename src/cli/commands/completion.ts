// fromseed completion: a completion script for a shell, made from the table of commands. Stages are asked of fromseed
// itself.

import type { Command } from "../command.ts";
import { flagsOf, FLAGS_ALONE } from "../command.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { fail } from "../../model/failure.ts";

export async function main(context: Context, options: Options, commands: readonly Command[]): Promise<number> {
  const writers: Readonly<Record<string, () => string>> = {
    bash: () => bash(commands),
    zsh: () => `autoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`,
    fish: () => fish(commands),
  };
  const writer = writers[options.operands[0] ?? ""];
  if (writer === undefined || options.operands.length !== 1) {
    return reportFailures(
      context,
      fail("usage", "Cannot write a completion script: name one shell: bash, zsh or fish").failures,
    );
  }
  context.write(writer());
  return EXIT.done;
}

/** What may stand where a usage text says `what`: words to choose from, files, or what nobody can tell. */
function choices(what: string | undefined): string {
  if (what === undefined) return "";
  if (/^[a-z]+(\|[a-z]+)+$/.test(what)) return what.replaceAll("|", " ");
  return /FILE|DIR|DESTINATION/.test(what) ? "FILES" : "NOTHING";
}

function bash(commands: readonly Command[]): string {
  const names = [...commands.map((command) => command.name), "help"].join(" ");
  const cases = commands.map((command) => {
    const first = command.completes === "none" ? choices(command.operands) : command.completes.toUpperCase();
    const later = choices(/^STAGE ([A-Z]+)$/.exec(command.operands)?.[1]) || first;
    return `    ${command.name}) flags='${flagsOf(command)
      .map((flag) => `--${flag.name}`)
      .join(" ")}' first='${first}' later='${later}' ;;`;
  });
  const values = new Map<string, string[]>();
  for (const flag of commands.flatMap(flagsOf)) {
    if (flag.value === undefined) continue;
    const spelled = [`--${flag.name}`, ...(flag.short === undefined ? [] : [`-${flag.short}`])];
    values.set(choices(flag.value), [...new Set([...(values.get(choices(flag.value)) ?? []), ...spelled])]);
  }
  const valueCases = [...values].map(([what, flags]) => `    ${flags.join(" | ")}) what='${what}' ;;`);
  return `# Completion of fromseed for bash. Use: eval "$(fromseed completion bash)"
_fromseed() {
  local word=\${COMP_WORDS[COMP_CWORD]} command='' flags='' first='' later='' what='' operands=0 at asked=()
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    case \${COMP_WORDS[at]} in
      --home | --project) asked+=("\${COMP_WORDS[at]}" "\${COMP_WORDS[at + 1]}"); at=$((at + 1)) ;;
      -*) ;;
      *) if [ -z "$command" ]; then command=\${COMP_WORDS[at]}; else operands=$((operands + 1)); fi ;;
    esac
  done
  case $command in
${cases.join("\n")}
    help) first='${names}' ;;
    '') flags='${FLAGS_ALONE.map((flag) => `--${flag.name}`).join(" ")}' first='${names}' later='${names}' ;;
  esac
  case \${COMP_WORDS[COMP_CWORD - 1]} in
${valueCases.join("\n")}
  esac
  if [ -z "$what" ]; then
    what=$first
    [ "$operands" -eq 0 ] || what=$later
    case $word in -*) what=$flags ;; esac
  fi
  case $what in
    STAGES) COMPREPLY=($(compgen -W "$("\${COMP_WORDS[0]}" list --names "\${asked[@]}" 2>/dev/null)" -- "$word")) ;;
    FILES)
      local IFS=$'\\n'
      compopt -o filenames 2>/dev/null
      COMPREPLY=($(compgen -f -- "$word"))
      ;;
    NOTHING) ;;
    *) COMPREPLY=($(compgen -W "$what" -- "$word")) ;;
  esac
}
complete -F _fromseed fromseed ./fromseed
`;
}

function fish(commands: readonly Command[]): string {
  const lines = [
    "# Completion of fromseed for fish. Use: fromseed completion fish | source",
    "complete -c fromseed -f",
  ];
  for (const command of commands) {
    lines.push(
      `complete -c fromseed -n __fish_use_subcommand -a ${command.name} -d '${command.about.replaceAll("'", "\\'")}'`,
    );
    const when = `-n '__fish_seen_subcommand_from ${command.name}'`;
    for (const flag of flagsOf(command))
      lines.push(
        `complete -c fromseed ${when} -l ${flag.name}${flag.short === undefined ? "" : ` -s ${flag.short}`}${fishValue(flag.value)}`,
      );
    if (command.completes === "stages")
      lines.push(`complete -c fromseed ${when} -a '(fromseed list --names 2>/dev/null)'`);
    if (command.completes === "files" || command.operands.includes("DESTINATION"))
      lines.push(`complete -c fromseed ${when} -F`);
    if (command.completes === "none" && command.operands !== "")
      lines.push(`complete -c fromseed ${when} -a '${choices(command.operands)}'`);
  }
  return lines.join("\n") + "\n";
}

function fishValue(value: string | undefined): string {
  const what = choices(value);
  return what === "" ? "" : what === "FILES" ? " -rF" : what === "NOTHING" ? " -x" : ` -xa '${what}'`;
}
