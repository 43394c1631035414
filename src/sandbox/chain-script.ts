// The two shell scripts between fromseed and bubblewrap, and the words they are given. Must never leave a moment in which
// the death of fromseed would leave anything running.

import { UMASK } from "./contract.ts";
import { SECCOMP_FILE } from "./fixed-parts.ts";
import { MOUNT_TABLE } from "./prepared-root.ts";

/** The programs of the host that the chain needs. */
export const PROGRAMS = [
  "bwrap",
  "chmod",
  "dd",
  "du",
  "find",
  "mount",
  "prlimit",
  "setarch",
  "sh",
  "taskset",
  "unshare",
] as const;

/** Descriptors of the chain, beside the standard ones. */
export const STATUS = 3;
/** Held open by fromseed as long as it lives and does not want the chain to end. */
export const LIFELINE = 4;
/** In that same place a program is given the file of its system call filter. */
export const SECCOMP = LIFELINE;
/** A line on it starts the program that PROGRAM_FILE names; its end lets the chain end. */
export const ORDERS = 5;

/** Where INNER finds standard error again, whatever unshare may say of what it could not do. */
const ERRORS = 6;
/** What unshare exits with when it could not do what it was asked for, and INNER never does. */
const NOT_UNSHARED = 1;

/** A file in scratch with the words of the next program to start, as a shell sets them. */
export const PROGRAM_FILE = "program";

/**
 * Runs first, and waits. When unshare has ended, the kernel has ended all that ran within and added up the processor
 * time of it all, and `times` tells it. bubblewrap looks its child up in /proc by number, which must therefore be that
 * of its own process namespace. Where a container forbids that, as its own /proc is partly covered, the chain stays in
 * fromseed's process namespace.
 */
const OUTER = `
setarch --addr-no-randomize unshare --user --map-root-user --mount-proc --pid --fork sh -c "$1" fromseed ${ERRORS}>&2 2>/dev/null
[ $? != ${NOT_UNSHARED} ] || setarch --addr-no-randomize unshare --user --map-root-user --mount sh -c "$1" fromseed ${ERRORS}>&2
times >&${STATUS}
`;

/**
 * Runs as root of a new user and mount namespace, and as process 1 of a new process namespace: when it ends, by itself
 * or not, the kernel ends all else in there. What reads the lifeline waits for fromseed to close it, on purpose or by
 * dying at any moment, and then kills whatever this shell waits for: all it can see, hence the first line. Where there
 * is no namespace of processes, it is the process group that dies at once, and with it, by --die-with-parent, what
 * bubblewrap has sealed in.
 *
 * Each line of orders starts one program; the words of it are read from a file. The mounts are made once, at the first
 * order, as the root is laid out while all this starts. Output goes through dd(1), as what Node calls a pipe is a
 * socket, which a program cannot open again as /dev/stdout, and as dd tells how many bytes there were: only so fromseed
 * knows when it has read all that came before the report's line. The loop before that waits until bubblewrap's process
 * 1, which is left to this shell, is dead: one that still lives when this shell ends takes the processor time of all its
 * children with it.
 */
const inner = (terminal: boolean): string => `
exec 2>&${ERRORS} ${ERRORS}>&-
if [ "$$" = 1 ]; then
  (read -r _ <&${LIFELINE}; while :; do kill -9 -1; done) 2>/dev/null &
  namespace=own
else
  (read -r _ <&${LIFELINE}; kill -9 ${terminal ? "$$" : "0"}) 2>/dev/null &
  trap 'kill -9 $reader' EXIT
  namespace=shared
fi
reader=$!
exec ${LIFELINE}<&-
echo "namespace $namespace" >&${STATUS}
umask ${UMASK}
mounted=
copied=0
while read -r _ <&${ORDERS}; do
  [ $mounted ] || mount --all --fstab ${MOUNT_TABLE} || exit 125
  mounted=yes
  . ./${PROGRAM_FILE}
  ${terminal ? PLAIN : PIPED}
  [ $namespace = shared ] || for stat in /proc/[0-9]*/stat; do
    while read -r pid _ state _ <"$stat" && [ "$pid" -gt 1 ] && [ "$pid" != $reader ] && [ "$state" != Z ]; do :; done
  done 2>/dev/null
  echo "ended $copied" >&${STATUS}
done
exit 0
`;

const PLAIN = `"$@" ${SECCOMP}<${SECCOMP_FILE} ${ORDERS}<&-`;
const PIPED = `"$@" </dev/null ${SECCOMP}<${SECCOMP_FILE} ${ORDERS}<&- 2>&1 | dd bs=65536 2>copied ${STATUS}>&- ${ORDERS}<&-
  copied=0; while read -r first _; do copied=$first; done <copied`;

/** The words that start a chain. */
export function chainWords(terminal: boolean): readonly string[] {
  return ["sh", "-c", OUTER, "fromseed", inner(terminal)];
}

/** What PROGRAM_FILE holds for these words. */
export function programText(words: readonly string[]): string {
  return `set -- ${words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ")}\n`;
}
