// Finds out whether this machine can run stages, and if not, what would have to change.
// Must never say that all is well on the strength of a version or a setting: the last word has a real run.

import { access, constants, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import type { Executor } from "../model/executor.ts";
import type { Failure } from "../model/failure.ts";
import { PROGRAMS } from "./launch.ts";

/** Which Debian package holds a program. */
const PACKAGES: Readonly<Record<(typeof PROGRAMS)[number], string>> = {
  bwrap: "bubblewrap",
  cat: "coreutils",
  chmod: "coreutils",
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

/** Everything that keeps `executor` from running stages, each with what to do about it. */
export async function missingHere(
  executor: Executor,
  { path, temporary }: { readonly path: string; readonly temporary: string },
): Promise<readonly Failure[]> {
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

  const found = await trial(executor, temporary);
  if (found === undefined) return [];
  const settings: Failure[] = [];
  for (const { file, bad, hint } of SETTINGS) {
    const value = (await readFile(file, "utf8").catch(() => "")).trim();
    if (value === bad)
      settings.push({
        kind: "failure",
        code: "sandbox-unavailable",
        message: `Cannot run stages on this machine: ${file} is ${bad}, which may forbid user namespaces`,
        details: [found],
        hint,
      });
  }
  if (settings.length > 0) return settings;
  return [
    {
      kind: "failure",
      code: "sandbox-unavailable",
      message: "Cannot run stages on this machine: a trial run in the sandbox has failed",
      details: [found],
      hint: "user namespaces and overlayfs are needed, and a state folder on ext4, xfs, btrfs or tmpfs: in a container, allow it namespaces and put the state folder on a volume",
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

/** Tries to run a program that does not exist: all but that must work. Says what did not. */
async function trial(executor: Executor, temporary: string): Promise<string | undefined> {
  const directory = await mkdtemp(join(temporary, "trial-"));
  try {
    const layers = Array.from({ length: TRIAL_LAYERS }, (_, index) => sha256(String(index)));
    const workspace = join(directory, "workspace");
    const bytes = {
      tree: (digest: Sha256) => join(directory, digest),
      file: (digest: Sha256) => join(directory, digest),
    };
    await Promise.all([workspace, ...layers.map(bytes.tree)].map((path) => mkdir(path)));
    const limits = { seconds: 60, memory: 2 ** 30, processes: 64, disk: 2 ** 30 };
    const result = await executor.run({
      job: {
        layers,
        sources: [],
        environment: {},
        proc: true,
        cores: 1,
        limits,
        steps: [{ name: "trial", argv: ["/dev/no-such-program"], directory: "/work" }],
      },
      bytes,
      workspace,
      onLine: () => undefined,
      onStep: () => undefined,
      signal: new AbortController().signal,
    });
    if (result.ok) throw new Error("our bug: a program that does not exist was run");
    return result.failure.code === "step-not-started" ? undefined : result.failure.message;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
