import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/model/failure.ts";
import { loadProject } from "../../src/recipe/load-project.ts";
import type { Project } from "../../src/recipe/project.ts";
import { RIGHT, scratchProject } from "./scratch-project.ts";

async function load(root: string): Promise<Project> {
  const result = await loadProject(root);
  if (!result.ok) throw new Error(JSON.stringify(result.failures, undefined, 2));
  return result.value;
}

async function failures(root: string): Promise<readonly Failure[]> {
  const result = await loadProject(root);
  return result.ok ? [] : result.failures;
}

const shown = (failure: Failure | undefined) => [
  failure?.message,
  failure?.place && `${failure.place.file}:${failure.place.line}:${failure.place.column}`,
  failure?.hint,
];

describe("the example", async () => {
  const root = join(import.meta.dirname, "example");
  const project = await load(root);

  test("has recipes by name, stages by file, expected digests and a default", () => {
    expect([...project.recipes.keys()]).toEqual(["hex0", "hex1", "musl"]);
    expect([...project.stages.keys()]).toEqual(["libc-1", "libc-2", "seed", "hex1"]);
    expect([...project.expected.keys()]).toEqual(["seed", "hex1"]);
    expect(project.expected.get("hex1")).toMatchObject({
      sha256: /^4bf5/,
      at: { file: "stages/expected.sha256", line: 3, column: 67 },
    });
    expect(project.defaultTarget).toBe("libc-2");
  });

  test("the seed is its text", () => {
    const seed = project.stages.get("seed")!.recipe;
    expect(seed.build).toEqual({
      type: "seed",
      text: "bootstrap-seed/hex0/hex0.hex0",
      path: "bin/hex0",
      size: 177,
      sha256: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    });
    expect(seed.outputs.map(({ path }) => path)).toEqual(["bin/hex0"]);
    expect(seed.limits).toEqual({ seconds: 3600, memory: 2 ** 32, processes: 512, disk: 10 * 2 ** 30 });
    expect(seed.checks.map(({ name }) => name)).toEqual(["makes-itself"]);
  });

  test("a rung has argv steps, with parameters put in", () => {
    const rung = project.stages.get("hex1")!.recipe;
    expect(rung.build).toMatchObject({
      type: "steps",
      steps: [
        {
          name: "assemble",
          directory: "/work",
          argv: ["/bin/hex0", "/repo/bootstrap-seed/hex1/hex1.hex0", "/out/bin/hex1"],
        },
      ],
    });
    expect(rung.limits).toEqual({ seconds: 10, memory: 64 * 2 ** 20, processes: 1, disk: 2 ** 20 });
  });

  test("a library has sources and a script, as written", () => {
    const [libc1, libc2] = [project.stages.get("libc-1")!, project.stages.get("libc-2")!];
    expect(libc1.recipe).toBe(project.recipes.get("musl"));
    expect(libc1.recipe.sources[0]).toMatchObject({
      name: "musl",
      file: "musl-1.2.5.tar.gz",
      size: 1080786,
      licence: "MIT AND (BSD-2-Clause OR LicenseRef-public-domain)",
      places: [
        { type: "debian", path: "pool/main/m/musl/musl_1.2.5.orig.tar.gz" },
        { type: "url" },
        { type: "directory", path: join(root, "vendor") },
      ],
      unpack: { strip: 1, keep: [], remove: [{ path: "tools/", at: { line: 17 } }, { path: "dist/config.mak" }] },
    });
    expect(libc1.recipe.build).toMatchObject({
      steps: [
        {},
        {
          argv: [
            "/bin/sh",
            "-eu",
            "-c",
            '# $CC comes from the environment; ${JOBS} is fromseed\'s own.\n./configure --prefix=/ --disable-shared CC="$CC"\nmake -j "${JOBS}"\n\nmake install\n',
          ],
        },
      ],
    });
    expect(libc1.recipe.environment).toEqual({ CC: "/bin/tcc", DESTDIR: "/out", PRICE: "5$" });
    expect(libc2.recipe.environment).toEqual({ CC: "/bin/cc", DESTDIR: "/out/usr", PRICE: "5$" });
    expect(libc2.parameters).toEqual({ cc: "/bin/cc", prefix: "/usr" });
    expect(libc2.uses.map(({ stage, at }) => `${stage} ${at.line}:${at.column}`)).toEqual(["hex1 9:12", "libc-1 9:18"]);
    expect(libc1.recipe).toMatchObject({
      parallel: true,
      proc: false,
      outputs: [{ path: "include/", at: { file: "recipes/musl/recipe.yaml" } }, { path: "lib/" }],
      patches: ["recipes/musl/no-complex.patch"],
      pregenerated: [
        {
          paths: [
            { path: "musl/src/math/pow_data.c", at: { line: 24, column: 9 } },
            { path: "musl/src/math/exp*_data.c" },
          ],
        },
      ],
    });
    expect(libc1.recipe.written).toMatchObject([{ paths: [{ path: "musl/src/internal/libm.h" }] }]);
  });
});

describe("parameters", () => {
  test("a value is put in once, whatever it holds", async () => {
    const project = await load(
      scratchProject({
        "stages/more.yaml": 'stages:\n  - name: odd\n    recipe: hello\n    with: {tool: "/bin/${tool}$$"}\n',
      }),
    );
    expect(project.stages.get("odd")!.recipe.build).toMatchObject({
      steps: [{ argv: ["/bin/${tool}$$", "/out/hello"] }],
    });
  });
});

describe("characters", () => {
  const recipe = RIGHT["recipes/hello/recipe.yaml"]!;
  test.each([
    ["a byte order mark", `\ufeff${recipe}`, "it starts with a byte order mark", "1:1"],
    ["carriage returns", recipe.replaceAll("\n", "\r\n"), "a line ends in a carriage return", "1:23"],
    ["a tab", recipe.replace("version: ", "version:\t"), "a tab", "2:9"],
    ["another encoding", Buffer.from(recipe.replace("right", "caf\xe9"), "latin1"), "it is not UTF-8 here", "1:21"],
    ["UTF-16", Buffer.from(`\ufeff${recipe}`, "utf16le"), "it is not UTF-8 here", "1:1"],
    ["a NUL", recipe.replace("right", "ri\0ght"), "the invisible character U+0000", "1:20"],
    ["text that runs backwards", recipe.replace("right", "\u202eright"), "the invisible character U+202E", "1:18"],
  ])("%s", async (_, content, found, place) => {
    const [failure, ...others] = await failures(scratchProject({ "recipes/hello/recipe.yaml": content }));
    expect(others).toEqual([]);
    expect(shown(failure).slice(0, 2)).toEqual([
      `Cannot read recipe "hello": ${found}`,
      `recipes/hello/recipe.yaml:${place}`,
    ]);
    expect(failure!.hint).toBeDefined();
  });
});

describe("files", () => {
  const using = (path: string) => ({
    "recipes/bad/recipe.yaml": `about: x\nversion: "1"\nfiles: [${path}]\nsteps:\n  - name: s\n    argv: [/bin/x]\noutputs: [x]\n`,
  });

  test.each([
    ["a link", "hello/out", '"hello/out" is or passes a symbolic link'],
    ["a path through a link", "hello/up/hello/seed.hex0", '"hello/up/hello/seed.hex0" is or passes a symbolic link'],
    ["a directory that holds a link", "hello/", '"hello/out" is neither a file nor a directory'],
  ])("%s is refused", async (_, path, found) => {
    const root = scratchProject({
      ...using(path),
      "recipes/hello/recipe.yaml": RIGHT["recipes/hello/recipe.yaml"]!.replace("files: [hello/]\n", ""),
    });
    symlinkSync("/etc/passwd", join(root, "hello/out"));
    if (path.includes("up")) symlinkSync("..", join(root, "hello/up"));
    expect((await failures(root)).map(shown)).toEqual([
      [
        `Cannot read recipe "bad": ${found}`,
        "recipes/bad/recipe.yaml:3:9",
        "name a regular file; a link could lead out of the repository",
      ],
    ]);
  });

  test("a repository that is reached through a link is as good", async () => {
    const root = scratchProject();
    symlinkSync(root, `${root}-link`);
    expect((await load(`${root}-link`)).root).toBe((await load(root)).root);
  });
});

describe("what is no project", () => {
  test("a directory without recipes and stages", async () => {
    expect(shown((await failures(import.meta.dirname + "/bad"))[0])[0]).toMatch(
      /^Cannot read project ".*": it has no recipes and no stages$/,
    );
  });
  test("a directory that is not there", async () => {
    expect(await failures("/nowhere/at/all")).toHaveLength(1);
  });
});

test("10,000 stages are read in little time, however deep their chain", async () => {
  let text = "stages:\n";
  for (let i = 0; i < 10_000; i++)
    text += `  - name: stage-${i}\n    recipe: hello\n    uses: [${i === 0 ? "seed" : `stage-${i - 1}`}]\n    with: {tool: /bin/tool-${i % 7}}\n`;
  const root = scratchProject({ "stages/many.yaml": text });
  const start = process.cpuUsage();
  const project = await load(root);
  const { user, system } = process.cpuUsage(start);
  // Microseconds of processor time, as the machine may have more to do. A tenth of this is usual; a reader that looks at
  // the whole text again for each line takes many times as long.
  expect(user + system).toBeLessThan(5_000_000);
  expect(project.stages.size).toBe(10_002);
});
