// fromseed completion: a completion script for a shell, made from the table of commands. Stages are asked of fromseed itself.

import type { Command } from "./command.ts";
import { flagsOf } from "./command.ts";
import { reportFailures, type Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import type { Options } from "./options.ts";
import { fail } from "../model/failure.ts";

export async function main(context: Context, options: Options, commands: readonly Command[]): Promise<number> {
  const writers: Readonly<Record<string, () => string>> = {
    bash: () => bash(commands),
    zsh: () => `autoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`,
    fish: () => fish(commands),
  };
  const writer = writers[options.operands[0] ?? ""];
  if (writer === undefined || options.operands.length !== 1) {
    return reportFailures(context, fail("Cannot write a completion script: name one shell: bash, zsh or fish").failures, EXIT.usage);
  }
  context.write(writer());
  return EXIT.done;
}

function bash(commands: readonly Command[]): string {
  const cases = commands.map((command) => `    ${command.name}) flags='${flagsOf(command).map((flag) => `--${flag.name}`).join(" ")}' operands=${command.completes} ;;`);
  return `# Completion of fromseed for bash. Use: eval "$(fromseed completion bash)"
_fromseed() {
  local word=\${COMP_WORDS[COMP_CWORD]} flags='' operands=none
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${[...commands.map((command) => command.name), "test"].join(" ")}' -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join("\n")}
  esac
  case $word in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$word")) ;;
    *)
      case $operands in
        stages) COMPREPLY=($(compgen -W "$("\${COMP_WORDS[0]}" list --names 2>/dev/null)" -- "$word")) ;;
        files) COMPREPLY=($(compgen -f -- "$word")) ;;
      esac
      ;;
  esac
}
complete -F _fromseed fromseed ./fromseed
`;
}

function fish(commands: readonly Command[]): string {
  const lines = ["# Completion of fromseed for fish. Use: fromseed completion fish | source", "complete -c fromseed -f"];
  for (const command of commands) {
    lines.push(`complete -c fromseed -n __fish_use_subcommand -a ${command.name} -d '${command.about.replaceAll("'", "\\'")}'`);
    const when = `-n '__fish_seen_subcommand_from ${command.name}'`;
    for (const flag of flagsOf(command)) lines.push(`complete -c fromseed ${when} -l ${flag.name}${flag.short === undefined ? "" : ` -s ${flag.short}`}${flag.value === undefined ? "" : " -r"}`);
    if (command.completes === "stages") lines.push(`complete -c fromseed ${when} -a '(fromseed list --names 2>/dev/null)'`);
    if (command.completes === "files") lines.push(`complete -c fromseed ${when} -F`);
  }
  return lines.join("\n") + "\n";
}
