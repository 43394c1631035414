// podman takes an image by its own name and digest, builds upon it and runs what was built.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { finished } from "../chain/source.ts";
import { all } from "../extent.ts";
import { call } from "../faults/fromseed.ts";
import { scratchDirectory } from "../scratch.ts";
import { called, canBuild, Podman } from "./podman.ts";

test.skipIf(!all || !canBuild)(called("a C program, built and run"), { timeout: 300_000 }, ({ skip }) => {
  skip(finished === undefined, "tinycc was not built here");
  const root = scratchDirectory();
  const tar = join(root, "tinycc.tar");
  const exported = call(["export", "tinycc", "--oci", tar, "--name", "localhost/fromseed/tinycc:test", "--json"]);
  expect(exported.status, exported.stderr).toBe(0);
  const { manifest } = JSON.parse(exported.stdout) as { manifest: string };
  mkdirSync(join(root, "podman"));
  const podman = new Podman(join(root, "podman"));
  podman.run("load", "--quiet", "--input", tar);
  expect(podman.run("images", "--format", "{{.Repository}}:{{.Tag}} {{.Digest}}").trim()).toBe(
    `localhost/fromseed/tinycc:test sha256:${manifest}`,
  );
  const text = '#include <stdio.h>\nint main(void) { printf("from 179 bytes\\n"); return 0; }\n';
  const instruction = '["/bin/tcc", "-static", "-o", "/work/program", "/work/hello.c"]';
  const built = podman.built("localhost/fromseed/tinycc:test", { name: "hello.c", text }, instruction);
  skip("unable" in built, "unable" in built ? `no container runs here: ${built.unable}` : "");
  expect(built).toEqual({ said: "from 179 bytes\n" });
});
