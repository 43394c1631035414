// podman with a storage of its own, and a program that is built in an image and run in a container, both without a
// network. A container that root runs needs no more than runc; podman's own limits of it are more than root may set in
// a container, so lower ones are given.

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { call } from "../faults/fromseed.ts";
import { scratchDirectory } from "../scratch.ts";
import { has, named } from "./registry.ts";

const NEEDED = ["podman", "runc"];
/** Without root, and in many a container, there is no building upon an image. */
const mayUnshare = process.getuid!() === 0 && spawnSync("unshare", ["--net", "--mount", "true"]).status === 0;
export const canBuild = mayUnshare && NEEDED.every(has);
export const called = (title: string): string =>
  mayUnshare ? named(title, ...NEEDED) : `${title} (skipped: this user makes no namespaces here)`;

export class Podman {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** Runs podman without a network; gives what it prints. */
  run(...words: string[]): string {
    const { status, stdout, stderr } = this.#try(words);
    expect(status, stderr).toBe(0);
    return stdout;
  }

  #try(words: readonly string[]) {
    const storage = ["--root", join(this.#root, "storage"), "--runroot", join(this.#root, "run")];
    const how = ["--storage-driver", "vfs", ...storage, "--cgroup-manager", "cgroupfs", "--runtime", "runc"];
    return spawnSync("unshare", ["--net", "podman", ...how, ...words], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"], HOME: this.#root, XDG_RUNTIME_DIR: this.#root },
    });
  }

  /**
   * What a program prints that is built by `instruction` in an image, from one source, and run in a container; why not,
   * where this machine runs no container at all.
   */
  built(
    base: string,
    source: { readonly name: string; readonly text: string },
    instruction: string,
  ): { readonly said: string } | { readonly unable: string } {
    const context = join(this.#root, "context");
    mkdirSync(context, { recursive: true });
    writeFileSync(join(context, source.name), source.text);
    writeFileSync(join(context, "Containerfile"), `FROM ${base}\nCOPY ${source.name} /work/\nRUN ${instruction}\n`);
    this.run("build", "--quiet", "--isolation", "chroot", "--timestamp", "0", "--tag", "localhost/built", context);
    const limits = ["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"];
    const ran = this.#try(["run", "--rm", "--network=none", ...limits, "localhost/built", "/work/program"]);
    if (ran.status === 0) return { said: ran.stdout };
    // 125 is podman's own failure, before any program of ours.
    expect(ran.status, ran.stderr).toBe(125);
    return { unable: ran.stderr };
  }
}

/** What a program prints that is built by `instruction` upon an image of the project, where that can be had and run. */
export function saidUpon(
  title: string,
  source: { readonly name: string; readonly text: string },
  instruction: string,
  skip: (unless: boolean, why: string) => void,
): string | undefined {
  const root = scratchDirectory();
  const tar = join(root, "image.tar");
  const exported = call(["export", title, "--oci", tar, "--json"]);
  skip(exported.status !== 0, "what is in the image is not built here");
  const { image } = JSON.parse(exported.stdout) as { image: string };
  mkdirSync(join(root, "podman"));
  const podman = new Podman(join(root, "podman"));
  podman.run("load", "--quiet", "--input", tar);
  const built = podman.built(image, source, instruction);
  skip("unable" in built, "unable" in built ? `no container runs here: ${built.unable}` : "");
  return "said" in built ? built.said : undefined;
}
