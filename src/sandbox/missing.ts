// Finds out whether this machine can run stages, and if not, what would have to change.
// Must never say that all is well on the strength of a version or a setting: the last word has a real run.

import { access, constants, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../bytes/sha256.ts";
import type { Executor } from "../model/executor.ts";
import type { Failure, Result } from "../model/failure.ts";
import { codeOf, isSystemError, reasonOf } from "../model/system-error.ts";
import { PROGRAMS } from "./chain-script.ts";
import { DOCTOR_HINT } from "./unavailable.ts";

/** Which Debian package holds a program. */
const PACKAGES: Readonly<Record<(typeof PROGRAMS)[number], string>> = {
  bwrap: "bubblewrap",
  chmod: "coreutils",
  dd: "coreutils",
  du: "coreutils",
  find: "findutils",
  mount: "mount",
  prlimit: "util-linux",
  setarch: "util-linux",
  sh: "dash",
  taskset: "util-linux",
  unshare: "util-linux",
};

/** Settings of the kernel that forbid what the sandbox needs, by the file that holds them. */
const SETTINGS = [
  { file: "/proc/sys/user/max_user_namespaces", bad: "0", hint: "as root: sysctl user.max_user_namespaces=10000" },
  {
    file: "/proc/sys/kernel/unprivileged_userns_clone",
    bad: "0",
    hint: "as root: sysctl kernel.unprivileged_userns_clone=1",
  },
  {
    file: "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
    bad: "1",
    hint: "as root: sysctl kernel.apparmor_restrict_unprivileged_userns=0",
  },
];

/** More layers than 256 bytes of mount options hold, which some versions of mount(8) do not take. */
const TRIAL_LAYERS = 90;

/** Where programs are sought, and where scratch lies. */
interface Place {
  readonly path: string;
  readonly newScratch: (name: string) => Promise<Result<string>>;
}

/**
 * Everything that keeps `executor` from running stages, each with what to do about it. With the code `proc-unavailable`,
 * only those that ask for a /proc are meant.
 */
export async function missingHere(executor: Executor, { path, newScratch }: Place): Promise<readonly Failure[]> {
  if (process.arch !== "x64")
    return [
      {
        kind: "failure",
        code: "sandbox-unavailable",
        message: `Cannot run stages on this machine: its processor is ${process.arch}, and the sandbox knows amd64 only`,
      },
    ];
  const absent: Failure[] = [];
  for (const program of PROGRAMS) {
    if (await isThere(program, path)) continue;
    absent.push({
      kind: "failure",
      code: "program-missing",
      message: `Cannot run stages on this machine: no program ${JSON.stringify(program)} in ${JSON.stringify(path)}`,
      hint: `on Debian, as root: apt-get install ${PACKAGES[program]}`,
    });
  }
  if (absent.length > 0) return absent;

  const found = await trial(executor, { newScratch, proc: false });
  if (found === undefined) {
    const withProc = await trial(executor, { newScratch, proc: true });
    if (withProc === undefined) return [];
    return [
      {
        ...withProc,
        code: "proc-unavailable",
        message: "Cannot run stages that ask for /proc on this machine: a trial run in the sandbox has failed",
        details: [withProc.message],
      },
    ];
  }
  const settings: Failure[] = [];
  for (const { file, bad, hint } of SETTINGS) {
    const value = (await readFile(file, "utf8").catch(() => "")).trim();
    if (value === bad)
      settings.push({
        kind: "failure",
        code: "sandbox-unavailable",
        message: `Cannot run stages on this machine: ${file} is ${bad}, which may forbid user namespaces`,
        details: [found.message],
        hint,
      });
  }
  if (settings.length > 0) return settings;
  return [
    {
      kind: "failure",
      code: found.code,
      message: "Cannot run stages on this machine: a trial run in the sandbox has failed",
      details: [found.message],
      hint:
        found.hint !== undefined && found.hint !== DOCTOR_HINT
          ? found.hint
          : "user namespaces and overlayfs are needed, and a state folder on ext4, xfs, btrfs or tmpfs: in a container, allow it namespaces and put the state folder on a volume",
    },
  ];
}

async function isThere(program: string, path: string): Promise<boolean> {
  for (const directory of path.split(":")) {
    if (
      await access(join(directory, program), constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return true;
  }
  return false;
}

/** Tries to run a program that does not exist: all but that must work. Gives what did not. */
async function trial(
  executor: Executor,
  { newScratch, proc }: { readonly newScratch: Place["newScratch"]; readonly proc: boolean },
): Promise<Failure | undefined> {
  const made = await newScratch("trial");
  if (!made.ok) return made.failures[0]!;
  const within = (name: string): string => join(made.value, name);
  const layers = Array.from({ length: TRIAL_LAYERS }, (_, index) => sha256(String(index)));
  const workspace = within("workspace");
  try {
    for (const directory of [workspace, ...layers.map(within)]) await mkdir(directory);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const message = `Cannot make directories in ${JSON.stringify(made.value)}: ${reasonOf(error)}`;
    return { kind: "failure", code: codeOf(error), message };
  }
  const limits = { seconds: 60, memory: 2 ** 30, processes: 64, disk: 2 ** 30 };
  const steps = [{ name: "trial", argv: ["/dev/no-such-program"], directory: "/work" }];
  const result = await executor.run({
    job: { layers, sources: [], environment: {}, proc, cores: 1, limits, steps },
    bytes: { tree: within, file: within },
    workspace,
    onLine: () => undefined,
    onStep: () => undefined,
    signal: new AbortController().signal,
  });
  if (result.ok) throw new Error("our bug: a program that does not exist was run");
  return result.failure.code === "step-not-started" ? undefined : result.failure;
}
