// Lays out a stage's scratch directory: what the overlays are mounted from, and how bubblewrap joins them into one
// root. Must never put a path of the host into a mount option: overlays take short relative names, which lead there by
// links.

import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Failure } from "../model/failure.ts";
import { fail, succeed } from "../model/failure.ts";
import type { Result } from "../model/failure.ts";
import type { Root } from "./root.ts";
import { codeOf, isSystemError, reasonOf } from "../model/system-error.ts";
import { DEVICES, DEVICE_LINKS, DEVICE_NUMBERS, DIRECTORIES, MAX_LAYERS, WRITABLE } from "./contract.ts";
import { hiddenInProc } from "./hidden-in-proc.ts";
import { resourceLimits, unreachableLimits } from "./resource-limits.ts";
import { FixedParts, type Shelf } from "./fixed-parts.ts";

/** A scratch directory made ready. Paths within it are relative to it: every program is started there. */
export interface PreparedRoot {
  readonly root: Root;
  /** As `resourceLimits` gives them. */
  readonly resources: Readonly<Record<string, string>>;
  readonly scratch: string;
  /** The options of bubblewrap that lay the mounts into the root, in order. */
  readonly binds: readonly string[];
  /** The directory that is `/out`. */
  readonly out: string;
  /** The directory that is `/work`. */
  readonly work: string;
}

/** All that the steps write lies below this directory of scratch. */
export const UPPER = "upper";

/** The table of mounts, in the form of fstab(5): a file in scratch that chain-script.ts names to mount(8). */
export const MOUNT_TABLE = "mounts";

/**
 * Makes an empty scratch directory ready. Its cost does not depend on how many files the layers and sources hold:
 *
 *     0 1 2 ...       links to the layers
 *     skeleton/       mount points, laid over the layers; a link where `shelf` keeps such a one
 *     joined/         `/`: overlay of skeleton and layers, read-only
 *     upper/state/    what is written to `/out`, `/tmp` and `/work`; state/ is where it is mounted
 *     upper/src0/     what is written to the first source; src0/ is where it is mounted over the link lower-src0
 *     repo/           `/repo`: overlay of the link lower-repo and nothing, read-only
 *     devices/        the host's device nodes, each bound read-only; a link like skeleton/
 *     nothing/        an empty file and an empty directory, for what `/proc` is not to show; with a `/proc` only
 */
export function prepareRoot(root: Root, scratch: string, shelf?: Shelf): Result<PreparedRoot> {
  try {
    const failures = [...unusable(root), ...outOfReach(root), ...falseDevices()];
    if (failures.length > 0) return { ok: false, failures };
    return succeed(prepare(root, scratch, shelf));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return fail(codeOf(error), `Cannot lay out the root in ${JSON.stringify(scratch)}: ${reasonOf(error)}`);
  }
}

function prepare(root: Root, scratch: string, shelf?: Shelf): PreparedRoot {
  const mounts: string[] = [];
  const binds = ["--ro-bind", "joined", "/"];
  const at = (path: string): string => join(scratch, path);
  const directory = (path: string): void => {
    mkdirSync(at(path), { recursive: true });
    chmodSync(at(path), 0o755);
  };
  const readOnly = (name: string, lower: readonly string[]): void => {
    directory(name);
    mounts.push(`overlay ${name} overlay ro,lowerdir=${lower.join(":")} 0 0`);
  };
  const copyOnWrite = (name: string, lower: string): void => {
    for (const path of [name, `${UPPER}/${name}`, `${UPPER}/${name}-work`]) directory(path);
    mounts.push(
      `overlay ${name} overlay userxattr,lowerdir=${lower},upperdir=${UPPER}/${name},workdir=${UPPER}/${name}-work 0 0`,
    );
  };

  const fixed = new FixedParts();
  for (const path of ["skeleton", "devices", "empty", ...DIRECTORIES.map((name) => `skeleton/${name}`)])
    fixed.directory(path);
  directory(UPPER);
  // An overlay refuses the same directory twice.
  const layers = [...new Set(root.layers.map((layer) => layer.directory))];
  for (const [index, layer] of layers.entries()) symlinkSync(layer, at(String(index)));
  readOnly("joined", ["skeleton", ...(layers.length === 0 ? ["empty"] : layers.keys().map(String))]);

  copyOnWrite("state", "empty");
  for (const name of WRITABLE) {
    directory(`${UPPER}/state/${name}`);
    binds.push("--bind", `state/${name}`, `/${name}`);
  }
  for (const path of root.outputDirectories ?? []) directory(`${UPPER}/state/out/${path}`);

  for (const [index, source] of root.sources.entries()) {
    const point = `skeleton/src/${source.name}`;
    const mount = `src${index}`;
    const lower = `lower-${mount}`;
    switch (source.type) {
      case "tree":
        fixed.directory(point);
        symlinkSync(source.directory, at(lower));
        copyOnWrite(mount, lower);
        binds.push("--bind", mount, `/src/${source.name}`);
        break;
      case "file":
        fixed.file(point);
        symlinkSync(dirname(source.directory), at(lower));
        readOnly(mount, [lower, "empty"]);
        binds.push("--ro-bind", `${mount}/${basename(source.directory)}`, `/src/${source.name}`);
        break;
    }
  }

  if (root.files !== undefined) {
    fixed.directory("skeleton/repo");
    symlinkSync(root.files.directory, at("lower-repo"));
    readOnly("repo", ["lower-repo", "empty"]);
    binds.push("--ro-bind", "repo", "/repo");
  }

  for (const name of DEVICES) {
    fixed.file(`devices/${name}`);
    fixed.file(`skeleton/dev/${name}`);
    mounts.push(`/dev/${name} devices/${name} none bind,ro 0 0`);
    binds.push("--dev-bind", `devices/${name}`, `/dev/${name}`);
  }

  if (root.proc) {
    fixed.directory("skeleton/proc");
    for (const [name, target] of Object.entries(DEVICE_LINKS)) fixed.link(`skeleton/dev/${name}`, target);
    directory("lower-nothing/directory");
    writeFileSync(at("lower-nothing/file"), "");
    chmodSync(at("lower-nothing/file"), 0o444);
    readOnly("nothing", ["lower-nothing", "empty"]);
    binds.push("--proc", "/proc");
    for (const { name, kind } of hiddenInProc()) binds.push("--ro-bind", `nothing/${kind}`, `/proc/${name}`);
    // The kernel keeps one mode of /proc/stat for all that is mounted: root's chmod of it would reach the whole machine.
    binds.push("--remount-ro", "/proc");
  }

  fixed.lay(scratch, shelf);
  writeFileSync(at(MOUNT_TABLE), `${mounts.join("\n")}\n`);
  const state = (name: (typeof WRITABLE)[number]): string => at(`${UPPER}/state/${name}`);
  return { root, resources: resourceLimits(root), scratch, binds, out: state("out"), work: state("work") };
}

/**
 * Makes a scratch directory ready once more, wherever it has been moved since: what steps have written in it is kept.
 * Nothing may run in it. No directory for outputs is made: a step may have left a link in its place, which would lead
 * out to the host.
 */
export function prepareRootAgain({ outputDirectories: _, ...root }: Root, scratch: string): Result<PreparedRoot> {
  for (const name of readdirSync(scratch)) if (name !== UPPER) rmSync(join(scratch, name), { recursive: true });
  return prepareRoot(root, scratch);
}

/** What makes a root impossible before any mount is tried. */
function unusable(root: Root): Failure[] {
  const failures: Failure[] = [];
  const add = (message: string, hint: string): void => {
    const failed = fail("root-unusable", message, { hint });
    failures.push(...failed.failures);
  };
  if (root.layers.length > MAX_LAYERS) {
    add(
      `Cannot lay out the root: ${root.layers.length} trees are to be laid over each other, and the kernel's overlay takes ${MAX_LAYERS}`,
      "join some of the used stages into one stage that copies their outputs together",
    );
  }
  for (const source of root.sources) {
    if (!/^[^/\0]+$/.test(source.name) || source.name === "." || source.name === "..")
      throw new Error(`our bug: ${JSON.stringify(source.name)} is not a name below /src`);
  }
  const parts = [
    ...root.layers.map((layer) => ({ path: layer.directory, file: false })),
    ...root.sources.map((source) => ({ path: source.directory, file: source.type === "file" })),
    ...(root.files === undefined ? [] : [{ path: root.files.directory, file: false }]),
  ];
  for (const { path, file } of parts) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined || found.isFile() !== file)
      add(
        `Cannot lay out the root: no ${file ? "file" : "directory"} ${JSON.stringify(path)}`,
        "the store may be damaged: fromseed verify --store checks it",
      );
  }
  return failures;
}

/** A mistaken command of root's may have left a file or a link in a device's place: what steps write would go there. */
function falseDevices(): Failure[] {
  return Object.entries(DEVICE_NUMBERS).flatMap(([name, [major, minor]]) => {
    const found = lstatSync(`/dev/${name}`, { throwIfNoEntry: false });
    if (found?.isCharacterDevice() === true && found.rdev === major * 256 + minor) return [];
    return fail(
      "sandbox-unavailable",
      `Cannot lay out the root: /dev/${name} of this machine is not the device ${major}:${minor}`,
      { hint: `as root: rm -f /dev/${name}; mknod -m 666 /dev/${name} c ${major} ${minor}` },
    ).failures;
  });
}

/** Each limit of this process that the sandbox must set higher than the host allows. */
function outOfReach(root: Root): Failure[] {
  return unreachableLimits(root).flatMap(
    ({ title, name, allowed, needed }) =>
      fail(
        "sandbox-unavailable",
        `Cannot set the limit ${JSON.stringify(title)} of a step to ${needed}: this process may not go above ${allowed}`,
        {
          hint: `raise the hard limit of ${name} for this user: in /etc/security/limits.conf, or where the container is started (--ulimit)`,
        },
      ).failures,
  );
}
