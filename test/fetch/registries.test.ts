// Crates and source distributions: where the clients' own configuration says that they are, on loopback.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { cargoSource } from "../../src/fetch/cargo-config.ts";
import { crateRegistry } from "../../src/fetch/crates.ts";
import { download } from "../../src/fetch/download.ts";
import { pipPlaces } from "../../src/fetch/pip-config.ts";
import { sdistRegistry } from "../../src/fetch/sdists.ts";
import type { Failure } from "../../src/model/failure.ts";
import type { Release } from "../../src/model/recipe.ts";
import { answer, mirror, routes, serve } from "./mirror.ts";
import { scratch } from "./scratch.ts";

const content = Buffer.from("a crate, or a source distribution".repeat(100));
const digest = sha256(content);

function folder(files: Readonly<Record<string, string | Buffer>>): string {
  const at = scratch();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), text);
  }
  return at;
}

const NONE = { mirrors: [], directories: [] };

interface Set {
  readonly home?: string;
  readonly crates?: { readonly mirrors: readonly string[]; readonly directories: readonly string[] };
  readonly pypi?: { readonly mirrors: readonly string[]; readonly directories: readonly string[] };
  readonly environment?: Readonly<Record<string, string>>;
  readonly offline?: boolean;
}

async function fetched(release: Release, set: Set): Promise<string | Failure> {
  const destination = join(scratch(), "got");
  const file = release.type === "crate" ? `${release.name}-${release.version}.crate` : `${release.name}-1.0.tar.gz`;
  const result = await download({ file, size: content.length, sha256: digest, places: [release] }, destination, {
    ...NONE,
    aptMirrors: [],
    offline: set.offline ?? false,
    sleep: async () => {},
    timeouts: { answer: 2000, stall: 2000, floor: { bytes: 1, milliseconds: 2000 } },
    registries: {
      crate: crateRegistry({ given: set.crates ?? NONE, home: set.home ?? scratch() }),
      pypi: sdistRegistry({
        given: set.pypi ?? NONE,
        environment: { PIP_CONFIG_FILE: "/dev/null", ...set.environment },
      }),
    },
  });
  expect(existsSync(`${destination}.copy`)).toBe(false);
  if (!result.ok) {
    expect(existsSync(destination)).toBe(false);
    return result.failures[0]!;
  }
  expect(readFileSync(destination).equals(content)).toBe(true);
  return result.value.place.replace(/:[0-9]{4,5}\//, ":PORT/");
}

const misses = (failure: string | Failure): readonly string[] =>
  (failure as Failure).details!.slice(1).map((line) => line.replace(/:[0-9]{4,5}\//g, ":PORT/"));

const crate: Release = { type: "crate", name: "Some_Crate", version: "1.0.0+x" };
const FILE = "Some_Crate-1.0.0+x.crate";

describe("crates", () => {
  test("from a given directory, before cargo's cache, before the network", async () => {
    const home = folder({ [`registry/cache/some-index-1/${FILE}`]: content });
    const given = folder({ [FILE]: content });
    expect(await fetched(crate, { home, crates: { mirrors: [], directories: [given] } })).toBe(join(given, FILE));
    expect(await fetched(crate, { home })).toBe(join(home, "registry/cache/some-index-1", FILE));
  });

  test.each([
    ["", "/Some_Crate/1.0.0+x/download"],
    ["/d/{crate}/{crate}-{version}.crate", "/d/Some_Crate/Some_Crate-1.0.0+x.crate"],
    ["/{prefix}/{lowerprefix}/{sha256-checksum}", `/So/me/so/me/${digest}`],
  ])("where the index that cargo has used says: dl with %j", async (template, path) => {
    const registry = await mirror(routes(() => ({ [path]: content })));
    const home = folder({
      "registry/index/a/config.json": JSON.stringify({ dl: registry.url + template }),
    });
    expect(await fetched(crate, { home })).toBe(`http://127.0.0.1:PORT${path}`);
    expect(await fetched(crate, { home, offline: true })).toMatchObject({ code: "offline" });
  });

  test.each([["a"], ["ab"], ["abc"], ["abcd"]])("the prefix of %s", async (name) => {
    const prefix = { a: "1", ab: "2", abc: "3/a", abcd: "ab/cd" }[name]!;
    const registry = await mirror(routes(() => ({ [`/${prefix}/x`]: content })));
    const home = folder({ "registry/index/a/config.json": JSON.stringify({ dl: `${registry.url}/{prefix}/x` }) });
    expect(await fetched({ type: "crate", name, version: "1.0.0" }, { home })).toContain(`/${prefix}/x`);
  });

  test("from a sparse index, given or configured, whose config.json is asked for once", async () => {
    const registry = await mirror(
      routes(() => ({
        "/index/config.json": JSON.stringify({ dl: `${registry.url}/dl` }),
        "/dl/Some_Crate/1.0.0+x/download": content,
      })),
    );
    const index = `${registry.url}/index`;
    expect(await fetched(crate, { crates: { mirrors: [index], directories: [] } })).toMatch(/download$/);
    const config = `# A mirror\n[source.crates-io]\nreplace-with = 'near' # here\n\n[registries."near"]\nindex = "sparse+${index}/"\n`;
    const home = folder({ "config.toml": config });
    registry.asked.length = 0;
    const asked = crateRegistry({ given: NONE, home });
    const ask = async () => ({ ok: true as const, value: Buffer.from(JSON.stringify({ dl: registry.url })) });
    let times = 0;
    for (const name of ["one", "two"])
      await asked.find({ ...crate, name }, { file: "x", sha256: digest, places: [] }, () => {
        times++;
        return ask();
      });
    expect(times).toBe(1);
    expect(await fetched(crate, { home })).toMatch(/download$/);
    expect(registry.asked).toEqual(["/index/config.json", "/dl/Some_Crate/1.0.0+x/download"]);
  });

  test("a replacement replaces: what cargo has used before is not asked", async () => {
    const old = await mirror(serve(content));
    const local = folder({ [FILE]: content });
    const home = folder({
      "home/config.toml": `[source]\n[source.crates-io]\nreplace-with = "b"\n[source.b]\nreplace-with = "c"\n[source.c]\nlocal-registry = "there"\n`,
      "home/registry/index/a/config.json": JSON.stringify({ dl: old.url }),
    });
    expect(misses(await fetched(crate, { home: join(home, "home") }))).toEqual([
      `${join(home, "there", FILE)}: no such file`,
    ]);
    expect(old.asked).toEqual([]);
    writeFileSync(
      join(home, "home/config.toml"),
      `source.crates-io.replace-with = "c"\nsource.c.local-registry = "${local}"`,
    );
    expect(await fetched(crate, { home: join(home, "home") })).toBe(join(local, FILE));
  });

  test.each([
    ['[source.crates-io]\nreplace-with = "x"', 'no source is named "x"'],
    [
      '[source.crates-io]\nreplace-with = "x"\n[source.x]\nreplace-with = "crates-io"',
      'the source "crates-io" is replaced by itself',
    ],
    [
      '[source.crates-io]\nreplace-with = "x"\n[source.x]\nregistry = "https://x.example.invalid/index"',
      'the source "x" is kept in git, which is not read for crates here',
    ],
    [
      '[source.crates-io]\nreplace-with = "x"\n[source.x]\ndirectory = "vendor"',
      'the source "x" holds unpacked crates, not crate files',
    ],
    ['source = { crates-io = { replace-with = "x" } }', '"source" is not a string on one line'],
    ['[source]\ncrates-io = { replace-with = "x" }', '"source.crates-io" is not a string on one line'],
    ['x = """\n[source.crates-io]\n"""', "it holds text of several lines, which is not read here"],
  ])("what cannot be followed is told: %j", async (text, found) => {
    const home = folder({ "config.toml": text });
    expect(await cargoSource(home)).toEqual({ type: "none", file: join(home, "config.toml"), found });
    expect(misses(await fetched(crate, { home }))).toEqual([`${join(home, "config.toml")}: ${found}`]);
  });

  test("other tables of the configuration are in nobody's way", async () => {
    const text =
      '[build]\nrustflags = [\n  "-C", # "x"\n]\n[http]\ntimeout = 30\n[target.\'cfg(unix)\']\nlinker = "cc"\n[source.y]\nx = 1\n';
    expect(await cargoSource(folder({ config: text }))).toEqual({ type: "default" });
  });

  test("a wrong crate, one that was withdrawn, a page, a cut, and one who asks for patience", async () => {
    const times = { patient: 0 };
    const registry = await mirror(
      routes(() => ({
        "/index/config.json": "<html>welcome</html>",
        "/wrong": Buffer.from(content).reverse(),
        "/page": "<!doctype html><title>no</title>",
        "/cut": serve(content, 10),
        "/patient": (request, response, self) =>
          times.patient++ === 0
            ? answer(429, { "retry-after": "7" })(request, response, self)
            : serve(content)(request, response, self),
      })),
    );
    const at = (dl: string) => folder({ "registry/index/a/config.json": JSON.stringify({ dl: registry.url + dl }) });
    const says = async (dl: string) => (misses(await fetched(crate, { home: at(dl) }))[0] ?? "").replace(/^.*\): /, "");
    expect(await says("/wrong?{crate}")).toBe("answered 404 Not Found");
    expect(await says("/{crate}/gone")).toBe("answered 404 Not Found");
    expect(await says("/wrong#{crate}")).toMatch(/^wrong content: found 3300 bytes, sha256 [0-9a-f]{64}$/);
    expect(await says("/page#{crate}")).toBe("wrong size: 32 bytes");
    expect(await says("/cut#{crate}")).toMatch(/^cut after [0-9]+ of 3300 bytes|gave up/);
    expect(await fetched(crate, { home: at("/patient#{crate}") })).toContain("/patient");
    expect(
      await fetched(crate, { crates: { mirrors: [`${registry.url}/index`, `${registry.url}/gone`], directories: [] } }),
    ).toMatchObject({
      code: "source-unavailable",
      details: [
        `expected: ${content.length} bytes, sha256 ${digest}`,
        `${registry.url}/index/config.json: what came does not say where crates are`,
        `${registry.url}/gone/config.json: answered 404 Not Found`,
      ],
    });
  });

  test("without any registry that is what is said", async () => {
    const home = scratch();
    expect(misses(await fetched(crate, { home }))).toEqual([
      `${home}: cargo has used no registry here; let it fetch any crate, or give one with --crates`,
    ]);
  });
});

describe("Python projects", () => {
  const release: Release = { type: "pypi", name: "some-project", version: "1.0" };
  const html = (...links: readonly string[]): string =>
    `<!DOCTYPE html><html><body>${links.map((link) => `<a href="${link}">a file</a>`).join("\n")}</body></html>`;
  const json = (...files: readonly object[]): string => JSON.stringify({ meta: { "api-version": "1.1" }, files });

  test.each<[string, string]>([
    ["HTML", html("../../f/other-1.0.tar.gz", `../../f/some_project-1.0.tar.gz#sha256=${digest}`)],
    ["HTML with entities", html(`../../f/some&#95;project-1.0.tar.gz?a=1&amp;b=2#sha256=${digest}`)],
    ["HTML without digests", html("/f/some_project-1.0.tar.gz")],
    ["HTML with a base", `<html><base href="/f/"><a rel='x' href=some_project-1.0.tar.gz>x</a>`],
    ["JSON", json({ filename: "x", url: "../../f/some_project-1.0.tar.gz", hashes: { sha256: digest } })],
  ])("from an index by %s, under its normal name", async (_, page) => {
    const index = await mirror(
      routes(() => ({
        "/simple/some-project/": page,
        "/f/some_project-1.0.tar.gz": content,
        "/f/some_project-1.0.tar.gz?a=1&b=2": content,
      })),
    );
    for (const name of ["some-project", "Some._Project"])
      expect(await fetched({ ...release, name }, { environment: { PIP_INDEX_URL: `${index.url}/simple/` } })).toContain(
        "/f/some_project-1.0.tar.gz",
      );
    expect(await fetched(release, { pypi: { mirrors: [`${index.url}/simple`], directories: [] } })).toContain("/f/");
  });

  test("a file of another digest is not fetched, but told; a page that is none is told", async () => {
    const other = sha256("other");
    const index = await mirror(
      routes(() => ({
        "/a/some-project/": html(`/f/some_project-1.0.tar.gz#sha256=${other}`),
        "/b/some-project/": html("/f/some_project-1.1.tar.gz", "/f/some_project-1.0-py3-none-any.whl"),
        "/c/some-project/": "nothing",
        "/d/some-project/": '{"meta":{"api-version":"2.0"},"files":[]}',
      })),
    );
    const environment = {
      PIP_INDEX_URL: `${index.url}/a`,
      PIP_EXTRA_INDEX_URL: ["b", "c", "d", "e"].map((each) => `${index.url}/${each}`).join(" "),
    };
    const page = (name: string): string => `http://127.0.0.1:PORT/${name}/some-project/`;
    expect(misses(await fetched(release, { environment }))).toEqual([
      `${page("a")}: "some_project-1.0.tar.gz" has sha256 ${other} there`,
      `${page("b")}: it names no source distribution of some-project 1.0`,
      `${page("c")}: what came is no page of an index`,
      `${page("d")}: what came is no page of an index`,
      `${page("e")}: answered 404 Not Found`,
    ]);
    expect(index.asked.some((path) => path.startsWith("/f/"))).toBe(false);
  });

  test("from folders that pip or the user names, even offline", async () => {
    const links = folder({ "some-project-1.0.tar.gz": content });
    expect(await fetched(release, { offline: true, environment: { PIP_FIND_LINKS: `/nowhere file://${links}` } })).toBe(
      join(links, "some-project-1.0.tar.gz"),
    );
    expect(await fetched(release, { offline: true, pypi: { mirrors: [], directories: [links] } })).toContain(links);
    expect(misses(await fetched(release, {}))).toEqual(["pip: it is set to no index here; give one with --pypi"]);
  });

  test("pip's files and variables, the later and the nearer first", async () => {
    const root = folder({
      "etc/xdg/pip/pip.conf": "[global]\nindex-url = https://xdg.example.invalid/simple\n",
      "etc/pip.conf":
        "# x\n[global]\nindex_url: https://etc.example.invalid/simple\nextra-index-url =\n    https://e1.example.invalid\n    https://e2.example.invalid\n[install]\nindex-url = https://no.example.invalid\n",
      "user/.config/pip/pip.conf":
        "[global]\ntimeout = 3\nfind-links = /a\n  # not this\n  /b\n[download]\nfind-links = /c\n",
      "venv/pip.conf": "[global]\nindex-url = https://venv.example.invalid/simple\n",
      "own.conf": "[global]\nno-index = true\n",
    });
    const HOME = join(root, "user");
    const extra = ["https://e1.example.invalid", "https://e2.example.invalid"];
    const at = (more: Readonly<Record<string, string>>) => pipPlaces({ HOME, ...more }, root);
    expect(await at({})).toEqual({ indexes: ["https://etc.example.invalid/simple", ...extra], links: ["/c"] });
    expect((await at({ VIRTUAL_ENV: join(root, "venv") })).indexes[0]).toBe("https://venv.example.invalid/simple");
    expect(await at({ PIP_CONFIG_FILE: join(root, "own.conf") })).toEqual({ indexes: [], links: [] });
    expect(await at({ PIP_CONFIG_FILE: "/dev/null" })).toEqual({ indexes: [], links: [] });
    expect(
      await at({ PIP_INDEX_URL: "http://x.example.invalid", PIP_EXTRA_INDEX_URL: "http://y.example.invalid" }),
    ).toEqual({
      indexes: ["http://x.example.invalid", "http://y.example.invalid"],
      links: ["/c"],
    });
  });
});
