// Images by way of a registry on loopback: the same digest from folder to folder, and a quorum of signatures beside it.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { writeSmallProject } from "../cli/small-project.ts";
import { all } from "../extent.ts";
import { fromseed } from "../faults/fromseed.ts";
import { scratchDirectory } from "../scratch.ts";
import { has, named, startRegistry } from "./registry.ts";
import { borderSets, NAMES, Signers } from "./signers.ts";

const root = scratchDirectory();
const project = join(root, "project");
const layout = join(root, "image");
const lookaside = join(root, "lookaside");
const isHere = has("skopeo") && has("docker-registry");
let host: string;
let signers: Signers;

const run = (...words: string[]) => fromseed(join(root, "home"), [...words, "--project", project]);

/** What skopeo keeps of blobs is this test's own: it changes what is pushed. */
const skopeo = (...words: string[]) =>
  spawnSync("skopeo", words, {
    encoding: "utf8",
    env: { ...process.env, HOME: root, XDG_DATA_HOME: join(root, "data"), XDG_RUNTIME_DIR: root },
  });

function copy(from: string, to: string): void {
  const words = ["--insecure-policy", "copy", "--quiet", "--preserve-digests"];
  const { status, stderr } = skopeo(...words, "--src-tls-verify=false", "--dest-tls-verify=false", from, to);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
}

describe.skipIf(!isHere)(named("a registry", "skopeo", "docker-registry"), () => {
  beforeAll(async () => {
    host = await startRegistry(root);
    writeSmallProject(project);
    signers = new Signers(root);
    for (const name of NAMES) await signers.make(name);
    expect(run("build").status).toBe(0);
    const name = `${host}/texts:1`;
    expect(run("export", "file", "archive", "--oci", layout, "--name", name).status).toBe(0);
  });

  test("oci, dir, oci-archive and registry give one digest", () => {
    const manifest = readFileSync(join(layout, "manifest.json"));
    const at = (name: string): string => join(root, name);
    copy(`oci:${layout}`, `dir:${at("by-dir")}`);
    copy(`dir:${at("by-dir")}`, `oci-archive:${at("by-archive.tar")}:${host}/texts:1`);
    copy(`oci-archive:${at("by-archive.tar")}`, `docker://${host}/texts:1`);
    copy(`docker://${host}/texts:1`, `dir:${at("by-registry")}`);
    expect(readFileSync(at("by-registry/manifest.json")).equals(manifest)).toBe(true);
    const { stdout } = skopeo("inspect", "--tls-verify=false", `docker://${host}/texts:1`);
    expect(JSON.parse(stdout)).toMatchObject({ Digest: `sha256:${sha256(manifest)}` });
    execFileSync("cmp", [at("by-registry/manifest.json"), at("by-dir/manifest.json")]);
  });

  test.skipIf(!all).each([
    [2, 3],
    [3, 5],
  ])("%d of %d signatures beside it", { timeout: 300_000 }, (needs, of) => {
    const names = NAMES.slice(0, of);
    const repository = `${host}/texts`;
    copy(`oci:${layout}`, `docker://${repository}:1`);
    const to = join(root, `containers-${of}`);
    const words = ["--keys", signers.keys, "--containers", to, "--repository", repository];
    expect(run("policy", signers.policy(needs, names), ...words, "--lookaside", `file://${lookaside}`).stderr).toBe("");
    const messages = signers.messages(layout, names, run);
    const row = join(lookaside, `texts@sha256=${sha256(readFileSync(join(layout, "manifest.json")))}`);
    const accepted = (by: readonly string[]): boolean => {
      rmSync(row, { recursive: true, force: true });
      mkdirSync(row, { recursive: true });
      for (const [i, name] of by.entries()) writeFileSync(join(row, `signature-${i + 1}`), messages.get(name)!);
      const given = ["--policy", join(to, "policy.json"), "--registries.d", join(to, "registries.d")];
      const pull = ["copy", "--quiet", "--remove-signatures", "--src-tls-verify=false"];
      return skopeo(...given, ...pull, `docker://${repository}:1`, `oci:${join(root, "to")}:x`).status === 0;
    };
    for (const by of borderSets(needs, names)) expect([by, accepted(by)]).toEqual([by, by.length === needs]);
    expect(accepted(Array.from({ length: needs }, () => names[0]!))).toBe(false);
  });
});
