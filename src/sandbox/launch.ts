// Starts one program in a laid-out root: by a chain of the host's programs, each of which starts or becomes the next.
// Must never leave a moment in which the death of this process would leave the chain running.

import { readFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { execa } from "execa";
import type { Root } from "./root.ts";
import { GROUP_ID, HOST_NAME, RESOURCE_LIMITS, UMASK, USER_ID } from "./contract.ts";
import { MOUNT_TABLE, SECCOMP_FILE } from "./prepared-root.ts";
import type { PreparedRoot } from "./prepared-root.ts";

/** The programs of the host that the chain needs. */
export const PROGRAMS = [
  "bwrap",
  "cat",
  "chmod",
  "du",
  "find",
  "mount",
  "prlimit",
  "setarch",
  "sh",
  "taskset",
  "unshare",
] as const;

/**
 * Runs first, and waits. When unshare has ended, the kernel has ended all that ran within and added up the processor
 * time of it all, and `times` tells it.
 */
const OUTER = `
unshare --user --map-root-user --mount --pid --fork sh -c "$@"
times >&3
`;

/**
 * Runs as root of a new user and mount namespace, and as process 1 of a new process namespace: when it ends, by itself
 * or not, the kernel ends all else in there. What reads descriptor 4 waits for fromseed to close it, on purpose or by
 * dying at any moment, and then kills whatever this shell waits for: all it can see, hence the first line. Output goes
 * through cat(1) because what Node calls a pipe is a socket, which a program cannot open again as /dev/stdout.
 * bubblewrap looks its child up in /proc, which should therefore be the new namespace's; where a container forbids
 * that, the old one serves as long as it has a process of that number. The loop at the end waits until bubblewrap's
 * process 1, which is left to this shell, is dead: one that still lives when this shell ends takes the processor time
 * of all its children with it.
 */
const inner = (terminal: boolean): string => `
[ "$$" = 1 ] || exit 125
(read -r _ <&4; while :; do kill -9 -1; done) 2>/dev/null &
exec 4<&-
mount -t proc proc /proc 2>/dev/null && own=/proc
mount --all --fstab ${MOUNT_TABLE} || exit 125
umask ${UMASK}
"$@" 4<${SECCOMP_FILE}${terminal ? "" : " 2>&1 | cat"}
for stat in "\${own:-/none}"/[0-9]*/stat; do
  while read -r pid _ state _ <"$stat" && [ "$pid" -gt 2 ] && [ "$state" != Z ]; do :; done
done 2>/dev/null
`;

export interface Launch {
  readonly prepared: PreparedRoot;
  readonly root: Root;
  readonly argv: readonly string[];
  /** An absolute path inside. */
  readonly directory: string;
  readonly processors: readonly number[];
  /** The search path for the host's programs. */
  readonly path: string;
  /** Whether the terminal of this process is handed on; else standard input is empty and output comes by pipe. */
  readonly terminal: boolean;
}

/** A started chain of programs. At the terminal, the program's streams are not seen here. */
export interface Chain {
  /** The program's two streams, merged by the kernel. */
  readonly output: Readable | undefined;
  /** What the chain says before the program's time. */
  readonly setup: Readable | undefined;
  /** What bubblewrap and the shell report, for status.ts. */
  readonly status: Readable;
  /** The first process of the chain; undefined when even that could not be started. */
  readonly pid: number | undefined;
  /** Ends all of it, at once. */
  readonly kill: () => void;
  /** Fulfilled when the chain has ended and its streams are read to their ends. */
  readonly ended: Promise<void>;
}

export function launch(options: Launch): Chain {
  const { prepared, root, terminal } = options;
  const programs = [
    "setarch",
    "--addr-no-randomize",
    "prlimit",
    ...resourceLimits(root),
    "taskset",
    "--cpu-list",
    options.processors.join(","),
    ...bubblewrap(options),
  ];
  const kind = terminal ? "inherit" : "pipe";
  const chain = execa("sh", ["-c", OUTER, "fromseed", inner(terminal), "fromseed", ...programs], {
    cwd: prepared.scratch,
    // util-linux from 2.39 on would else use a call that takes no more than 256 bytes of layers.
    env: { PATH: options.path, LC_ALL: "C", LIBMOUNT_FORCE_MOUNT2: "always" },
    extendEnv: false,
    stdio: [terminal ? "inherit" : "ignore", kind, kind, "pipe", "pipe"],
    // In a session of its own, so that Ctrl-C at the terminal reaches fromseed alone, which then decides.
    detached: !terminal,
    cleanup: false,
    reject: false,
    buffer: false,
  });
  const stream = (index: number): Readable | undefined => (chain.stdio[index] ?? undefined) as Readable | undefined;
  return {
    output: stream(1),
    setup: stream(2),
    status: stream(3)!,
    pid: chain.pid,
    kill: () => void stream(4)!.destroy(),
    ended: chain.then(() => undefined),
  };
}

function bubblewrap({ prepared, root, argv, directory, terminal }: Launch): string[] {
  return [
    "bwrap",
    ...["--unshare-user", "--uid", String(USER_ID), "--gid", String(GROUP_ID)],
    ...[
      "--unshare-pid",
      "--unshare-ipc",
      "--unshare-uts",
      "--hostname",
      HOST_NAME,
      "--unshare-cgroup",
      "--unshare-net",
    ],
    ...["--cap-drop", "ALL", "--die-with-parent", ...(terminal ? [] : ["--new-session"])],
    ...["--clearenv", ...Object.entries(root.environment).flatMap(([name, value]) => ["--setenv", name, value])],
    ...prepared.binds,
    ...["--chdir", directory, "--json-status-fd", "3", "--seccomp", "4", "--", ...argv],
  ];
}

function resourceLimits(root: Root): string[] {
  const limits = {
    ...RESOURCE_LIMITS,
    fsize: String(root.limits.disk),
    nproc: String(processBackstop(root.limits.processes)),
  };
  return Object.entries(limits).map(([name, value]) => `--${name}=${value}`);
}

/**
 * The limit of processes proper is kept by the monitor, and this one, which the kernel keeps for ordinary users only,
 * catches what grows too fast for it. Roomy, since kernels before 5.14 count all of the user's processes on the
 * machine.
 */
function processBackstop(processes: number): number {
  const hard = /^Max processes\s+\S+\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
  return Math.min(processes * 2 + 4096, hard === undefined ? Number.MAX_SAFE_INTEGER : Number(hard));
}
