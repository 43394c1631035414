// Sets up what the sandbox's tests run in: a layer that holds Node and the probe, and stages run in it.
// Must never leave anything behind: all of it lies below one directory, removed after the tests.

import {
  chmodSync,
  constants,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { LocalExecutor } from "../../src/sandbox/local-executor.ts";
import { removeScratch } from "./remove-scratch.ts";
import { sha256, type Sha256 } from "../../src/bytes/sha256.ts";
import type { Execution, ExecutionResult, Job, JobBytes, JobStep } from "../../src/model/executor.ts";
import type { Root } from "../../src/sandbox/root.ts";
import { succeed } from "../../src/model/failure.ts";
import type { Limits } from "../../src/model/recipe.ts";

export const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
export const LIMITS: Limits = { seconds: 30, memory: 2 ** 31, processes: 500, disk: 2 ** 30 };

/** Awkward for shells, for fstab and for overlay options alike. */
const AWKWARD = "a b,c:d\\e\"f'g=h\tü";

export interface Machine {
  readonly directory: string;
  readonly executor: LocalExecutor;
  /** Holds /bin/node with its libraries, and /probe.mjs. */
  readonly layer: string;
  /** An empty directory with an awkward path. */
  fresh(): string;
  /** A directory that holds these files, by path. */
  tree(files: Readonly<Record<string, string | Uint8Array>>): string;
  run(
    options: Partial<Omit<Execution, "job" | "bytes">> & {
      root?: Partial<Root>;
      argv?: readonly string[];
      steps?: readonly JobStep[];
    },
  ): Promise<Ran>;
  /** Runs the probe and reads its answer. */
  probe(args: readonly string[], root?: Partial<Root>): Promise<any>;
  remove(): Promise<void>;
}

export interface Ran {
  readonly result: ExecutionResult;
  readonly lines: readonly string[];
  readonly scratch: string;
}

export async function makeMachine(): Promise<Machine> {
  const directory = mkdtempSync(join(tmpdir(), "fromseed-sandbox-"));
  chmodSync(directory, 0o755);
  const layer = join(directory, "node");
  await copyNode(layer);
  copyFileSync(join(import.meta.dirname, "probe.mjs"), join(layer, "probe.mjs"));
  let count = 0;
  const fresh = (): string => {
    const path = join(directory, AWKWARD, String(count++));
    mkdirSync(path, { recursive: true });
    return path;
  };
  const executor = new LocalExecutor({
    path: PATH,
    newScratch: async () => succeed(fresh()),
    now: () => performance.now(),
  });
  const machine: Machine = {
    directory,
    executor,
    layer,
    fresh,
    tree(files) {
      const path = fresh();
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), content, { mode: 0o755 });
      }
      return path;
    },
    async run({ root, argv, steps, ...rest }) {
      const lines: string[] = [];
      const scratch = fresh();
      const result = await executor.run({
        ...jobIn(
          {
            layers: [{ directory: layer }],
            sources: [],
            environment: {},
            proc: false,
            cores: 1,
            limits: LIMITS,
            ...root,
          },
          steps ?? [{ name: "step", argv: argv!, directory: "/work" }],
        ),
        workspace: scratch,
        onLine: (line) => lines.push(line),
        onStep: () => undefined,
        signal: new AbortController().signal,
        ...rest,
      });
      return { result, lines, scratch };
    },
    async probe(args, root) {
      const { result, lines } = await machine.run({
        argv: ["/bin/node", "/probe.mjs", ...args],
        ...(root && { root }),
      });
      if (!result.ok) throw new Error(`${result.failure.message}\n${lines.join("\n")}`);
      return JSON.parse(lines.at(-1)!);
    },
    remove: async () => removeScratch(directory),
  };
  return machine;
}

/** The job whose root is this one. Each directory goes by the digest of its path, as nothing asks what it holds. */
export function jobIn(root: Root, steps: readonly JobStep[]): { readonly job: Job; readonly bytes: JobBytes } {
  const places = new Map<Sha256, string>();
  const named = ({ directory }: { readonly directory: string }): Sha256 => {
    const digest = sha256(directory);
    places.set(digest, directory);
    return digest;
  };
  const { layers, sources, files, ...rest } = root;
  const job = {
    ...rest,
    layers: layers.map(named),
    sources: sources.map((source) => ({ name: source.name, type: source.type, sha256: named(source) })),
    ...(files === undefined ? {} : { files: named(files) }),
    steps,
  };
  return { job, bytes: { tree: (digest) => places.get(digest)!, file: (digest) => places.get(digest)! } };
}

/** Copies the running Node, its libraries and its interpreter to where they look for each other. */
async function copyNode(layer: string): Promise<void> {
  const copy = (from: string, to: string): void => {
    mkdirSync(dirname(join(layer, to)), { recursive: true });
    copyFileSync(realpathSync(from), join(layer, to), constants.COPYFILE_FICLONE);
    chmodSync(join(layer, to), 0o755);
  };
  copy(process.execPath, "bin/node");
  const { stdout } = await execa("ldd", [process.execPath]);
  for (const [, path] of stdout.matchAll(/(?:=> |^\s*)(\/\S+) \(/gm)) copy(path!, path!);
}

/** Processes of this machine whose arguments hold the mark. */
export function processesWith(mark: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, "latin1").includes(mark);
      } catch {
        return false;
      }
    })
    .map(Number);
}
