// Images: the same bytes everywhere, and read by skopeo and umoci as what they are.

import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { sha256File } from "../../src/bytes/sha256.ts";
import { readLayout } from "../../src/image/read-layout.ts";
import { writeSmallProject } from "../cli/small-project.ts";
import { fromseed } from "../faults/fromseed.ts";
import { scratchDirectory } from "../scratch.ts";
import { temporaryStore, value } from "../store/temporary-store.ts";
import { has, named } from "./registry.ts";

const root = scratchDirectory();
const home = join(root, "home");
const project = join(root, "project");
const skopeo = has("skopeo");
const umoci = has("umoci");

const run = (...words: string[]) => fromseed(home, [...words, "--project", project]);

function exported(name: string, ...words: string[]): string {
  const to = join(root, name);
  const { status, stderr } = run("export", ...words, "--oci", to);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return to;
}

interface Blob {
  readonly digest: string;
}

interface Manifest {
  readonly layers: readonly Blob[];
}

const digestOf = (layout: string): string =>
  (JSON.parse(readFileSync(join(layout, "index.json"), "utf8")) as { manifests: [{ digest: string }] }).manifests[0]
    .digest;

beforeAll(() => {
  writeSmallProject(project);
  writeFileSync(
    join(project, "stages/images.yaml"),
    "images:\n  - name: texts\n    about: all texts\n    stages: [file, archive]\n    entrypoint: /data/file\n" +
      "    path: [/data, /bin]\n",
  );
  expect(run("build").status).toBe(0);
});

test("an image of a stage: the same to the byte as on every machine", async () => {
  const layout = exported("one", "file", "--name", "example.org/texts/file:1");
  const { layers } = JSON.parse(readFileSync(join(layout, "manifest.json"), "utf8")) as Manifest;
  expect(layers).toEqual([
    {
      mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
      digest: "sha256:0cfd3f17313d36546c33d649d3fac9cd34530e0f3f6f32923e2d27cbbdd1b4ae",
      size: 3095,
    },
  ]);
  for (const blob of readdirSync(join(layout, "blobs/sha256")))
    expect(await sha256File(join(layout, "blobs/sha256", blob))).toBe(blob);
  const manifest = readFileSync(join(layout, "manifest.json"), "utf8");
  expect(manifest).toBe(readFileSync(join(layout, "blobs/sha256", digestOf(layout).slice(7)), "utf8"));
});

test("an image of the project by its name: a layer a stage, which other images share", () => {
  const texts = exported("texts", "texts");
  const one = exported("archive", "archive", "file");
  const layers = (layout: string): string[] =>
    (JSON.parse(readFileSync(join(layout, "manifest.json"), "utf8")) as { layers: { digest: string }[] }).layers.map(
      ({ digest }) => digest,
    );
  expect(layers(texts)).toHaveLength(2);
  expect(layers(one)).toEqual(layers(texts).toReversed());
});

test("what a container runs, and finds by name, is the image's or the usual", () => {
  const configOf = (layout: string): unknown => {
    const { config } = JSON.parse(readFileSync(join(layout, "manifest.json"), "utf8")) as { config: Blob };
    return JSON.parse(readFileSync(join(layout, "blobs/sha256", config.digest.slice("sha256:".length)), "utf8"));
  };
  const texts = exported("named", "texts");
  expect(configOf(texts)).toMatchObject({ config: { Entrypoint: ["/data/file"], Env: ["PATH=/data:/bin"] } });
  expect(configOf(exported("unnamed", "file"))).toMatchObject({ config: { Env: ["PATH=/bin"] } });
  expect(readLayout(texts)).toMatchObject({ value: { image: { entrypoint: "/data/file" } } });
});

test("no image is signed whose PATH is another than the project's, though all its digests are right", () => {
  const other = join(root, "other");
  cpSync(project, other, { recursive: true });
  const images = join(other, "stages/images.yaml");
  writeFileSync(images, readFileSync(images, "utf8").replace("path: [/data, /bin]", "path: [/data, /evil]"));
  const layout = join(root, "evil");
  expect(fromseed(home, ["export", "texts", "--oci", layout, "--project", other]).status).toBe(0);
  expect(fromseed(home, ["sign", "--image", layout, "--payload", "--project", other]).status).toBe(0);
  const { status, stderr } = run("sign", "--image", layout, "--payload");
  expect(stderr).toContain("the same stages give the image");
  expect(status).not.toBe(0);
  expect(run("sign", "--image", exported("lawful", "texts"), "--payload").status).toBe(0);
});

test("a tar holds the same image, without its twins, and is the same each time", async () => {
  const folder = exported("folder", "texts");
  const tar = exported("texts.tar", "texts");
  const again = exported("again.tar", "texts");
  expect(await sha256File(again)).toBe(await sha256File(tar));
  const names = execFileSync("tar", ["-tf", tar], { encoding: "utf8" }).trim().split("\n");
  const blobs = readdirSync(join(folder, "blobs/sha256")).sort();
  expect(names).toEqual(["oci-layout", "index.json", ...blobs.map((blob) => `blobs/sha256/${blob}`)]);
});

test("what is kept of a layer spares a pass, and is never believed", () => {
  const kept = readdirSync(join(home, "layers")).map((name) => join(home, "layers", name));
  const texts = kept.map((path) => readFileSync(path, "utf8"));
  expect(texts.every((text) => /^fromseed-layer 1\ntar [0-9a-f]{64}\nblob [0-9a-f]{64}\n$/.test(text))).toBe(true);
  const first = readdirSync(exported("kept-once", "texts", "--name", "example.org/texts:1"));
  // Digests of another layer, put there with their sum.
  for (const [i, path] of kept.entries()) writeFileSync(path, texts[(i + 1) % texts.length]!);
  expect(readdirSync(exported("kept-wrong", "texts", "--name", "example.org/texts:1"))).toEqual(first);
  expect(kept.map((path) => readFileSync(path, "utf8"))).toEqual(texts);

  const trees = readdirSync(join(home, "trees")).map((name) => join(home, "trees", name, "data/file"));
  const file = trees.find((path) => existsSync(path))!;
  const whole = readFileSync(file);
  chmodSync(file, 0o644);
  writeFileSync(file, "fIle\n");
  try {
    const { status, stderr } = run("export", "texts", "--oci", join(root, "corrupt"));
    expect(stderr).toContain("which its tree's listing does not say");
    expect(status).not.toBe(0);
    expect(existsSync(join(root, "corrupt"))).toBe(false);
  } finally {
    writeFileSync(file, whole);
    chmodSync(file, 0o555);
  }
});

test("what cannot be written is told, and nothing is left", () => {
  mkdirSync(join(root, "taken"));
  for (const [words, said] of [
    [["file", "--oci", join(root, "taken")], "it exists already"],
    [["file", "--oci", join(root, "x"), "--name", "Tiny:1"], "that is no whole reference"],
    [["txts", "--oci", join(root, "x")], "no stage has that name"],
    [["--oci", join(root, "x")], "it names no stage and no image"],
  ] as const) {
    const { status, stderr } = run("export", ...words);
    expect(stderr).toContain(said);
    expect(status).not.toBe(0);
  }
  expect(existsSync(join(root, "x"))).toBe(false);
});

test("an image that names what is not there", () => {
  const wrong = join(root, "wrong");
  cpSync(project, wrong, { recursive: true });
  writeFileSync(
    join(wrong, "stages/images.yaml"),
    "images:\n  - name: file\n    about: taken\n    stages: [fille]\n    entrypoint: bin/sh\n" +
      "    path: [/bin, opt/bin, '/a:/b', /a/../b, /bin]\n",
  );
  const { stderr } = fromseed(home, ["list", "--project", wrong]);
  expect(stderr).toContain('Cannot read image "file": its name is taken\n\n  stages/images.yaml:2:11');
  expect(stderr).toContain('no stage is named "fille"');
  expect(stderr).toContain("it is no absolute path");
  expect(stderr.match(/must be an absolute path without \. and \.\., and without a colon/g)).toHaveLength(3);
});

describe.skipIf(!skopeo)(named("skopeo", "skopeo"), () => {
  const cp = (from: string, to: string): void => {
    execFileSync("skopeo", ["--insecure-policy", "copy", "--quiet", from, to], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  };

  test("reads name, layers and labels, and copies without another digest", () => {
    const layout = exported("read", "texts", "--name", "example.org/texts:1");
    const seen = JSON.parse(
      execFileSync("skopeo", ["inspect", `oci:${layout}:example.org/texts:1`], { encoding: "utf8" }),
    ) as { Digest: string; Layers: string[]; Labels: Record<string, string>; Created: string };
    expect(seen).toMatchObject({ Digest: digestOf(layout), Created: "1970-01-01T00:00:00Z" });
    expect(seen.Labels["org.opencontainers.image.title"]).toBe("texts");
    expect(seen.Layers).toHaveLength(2);
    const tar = exported("read.tar", "texts", "--name", "example.org/texts:1");
    for (const [from, name] of [
      [`oci:${layout}`, "from-oci"],
      [`dir:${layout}`, "from-dir"],
      [`oci-archive:${tar}`, "from-tar"],
    ] as const) {
      cp(from, `oci:${join(root, name)}:x`);
      expect(digestOf(join(root, name))).toBe(digestOf(layout));
      cp(from, `dir:${join(root, name)}-dir`);
      expect(readFileSync(join(root, `${name}-dir/manifest.json`))).toEqual(
        readFileSync(join(layout, "manifest.json")),
      );
    }
  });
});

describe.skipIf(!umoci)(named("umoci", "umoci"), () => {
  test("unpacks the tree with its modes and times", () => {
    const layout = exported("unpacked", "texts", "--name", "example.org/texts:1");
    const bundle = join(root, "bundle");
    execFileSync("umoci", [
      ...(process.getuid!() === 0 ? ["unpack"] : ["unpack", "--rootless"]),
      ...["--image", `${layout}:example.org/texts:1`, bundle],
    ]);
    expect(readFileSync(join(bundle, "rootfs/data/file"), "utf8")).toBe("file\n");
    expect(readFileSync(join(bundle, "rootfs/data/archive"), "utf8")).toBe("archive\n");
    const { mode, mtimeMs } = statSync(join(bundle, "rootfs/data/file"));
    expect([mode & 0o777, mtimeMs]).toEqual([0o755, 0]);
    expect(statSync(join(bundle, "rootfs")).mode & 0o777).toBe(0o755);
  });

  test("unpacks what has the digest of the stage's tree again", async () => {
    const layout = exported("one-tree", "file", "--name", "example.org/texts:1", "--source", "https://example.org/src");
    const bundle = join(root, "bundle-of-one");
    const how = process.getuid!() === 0 ? [] : ["--rootless"];
    execFileSync("umoci", ["unpack", ...how, "--image", `${layout}:example.org/texts:1`, bundle]);
    const { annotations } = JSON.parse(readFileSync(join(layout, "manifest.json"), "utf8")) as {
      annotations: Record<string, string>;
    };
    expect(annotations["org.opencontainers.image.source"]).toBe("https://example.org/src");
    const store = await temporaryStore();
    const sealed = value(await store.sealTree(join(bundle, "rootfs")));
    expect(`sha256:${sealed.sha256}`).toBe(annotations["fromseed.tree.file"]);
  });
});
