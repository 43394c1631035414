// Bridges with their attacker: compilers of hexadecimal text that this machine's compiler made, of which one hands itself
// on to what it compiles. They are sources of a small project; what is told of the ways must change, and say why.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { treeOf } from "../../src/store/listing.ts";
import { removeTree } from "../../src/store/remove-tree.ts";
import { checkout } from "../cli/in-process.ts";
import {
  closingLine,
  dropObservations,
  makePerson,
  observationBy,
  putObservation,
  secondVerdict,
  verdictIn,
  type Person,
} from "../trust/persons.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-ways-"));
const project = join(root, "project");
const cc = spawnSync("cc", ["--version"]).status === 0;
const all = process.env["FROMSEED_TEST"] === "all";
const why = !cc ? " (skipped: there is no C compiler cc here)" : all ? "" : " (skipped without FROMSEED_TEST=all)";
let alice: Person;
let bob: Person;
/** Digest of the bridge "small" as the steps see it. */
let small = "";

afterAll(() => removeTree(root));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

/** Compiles a bridge and packs it, below a folder of the archive; gives what a recipe says of it. */
function bridge(name: string, flags: readonly string[], folder = "."): string {
  const place = join(root, "packed", name);
  mkdirSync(join(place, folder), { recursive: true });
  const program = join(place, folder, "loader");
  const made = spawnSync("cc", [
    ...["-static", "-nostdlib", "-fno-pie", "-no-pie", "-fno-stack-protector", "-Wl,--build-id=none"],
    ...[...flags, "-o", program, join(import.meta.dirname, "loader.c")],
  ]);
  if (made.status !== 0) throw new Error(made.stderr.toString());
  const path = join(folder, "loader");
  const bytes = readFileSync(program);
  const { sha256: tree } = treeOf([
    { type: "file", path, executable: true, sha256: sha256(bytes), size: bytes.length },
  ]);
  const archive = join(project, "near", `${name}.tar`);
  mkdirSync(dirname(archive), { recursive: true });
  spawnSync("tar", ["-C", place, "-cf", archive, folder === "." ? "loader" : folder]);
  return [
    `  - name: ${name}\n    file: ${name}.tar\n    size: ${statSync(archive).size}`,
    `    sha256: ${sha256(readFileSync(archive))}\n    licence: MIT\n    places:\n      - directory: near`,
    `    unpack:\n      tree: ${tree}\n    bridge:\n      why: a test asks for it\n      stands-for: the seed`,
    `      until: never\n      lineage: [the C compiler of this machine]\n`,
  ].join("\n");
}

/** A stage whose recipe compiles the compiler by a bridge: what comes out is `again-NAME`'s tool. */
function firstBy(name: string, source: string, program = "loader"): void {
  put(
    `recipes/${name}/recipe.yaml`,
    `about: by a bridge\nversion: "1"\nsources:\n${source}files: [text/]\nsteps:\n  - name: compile\n` +
      `    argv: [/src/${name}/${program}, /repo/text/compiler.hex, /out/bin/hex0]\noutputs: [bin/]\n`,
  );
}

beforeAll(async () => {
  if (!cc || !all) return;
  for (const path of ["recipes/seed", "bootstrap-seed/hex0"])
    cpSync(join(checkout, path), join(project, path), { recursive: true });
  // The seed's own text, and two bytes at its end, so that what comes out is not the seed.
  put("text/compiler.hex", `${readFileSync(join(project, "bootstrap-seed/hex0/hex0.hex0"), "utf8")}\n00 00\n`);
  const source = bridge("small", ["-Os"]);
  small = /tree: (.*)/.exec(source)![1]!;
  firstBy("small", source);
  firstBy("quick", bridge("quick", ["-O2", "-falign-functions=64"]));
  firstBy("wrapped", bridge("wrapped", ["-Os"], "folder"), "folder/loader");
  firstBy("marked", bridge("marked", ["-Os", "-DMARKED"]));
  put(
    "recipes/again/recipe.yaml",
    `about: the compiler by itself\nversion: "1"\nfiles: [text/]\nsteps:\n  - name: compile\n` +
      `    argv: [/bin/hex0, /repo/text/compiler.hex, /out/bin/hex0]\noutputs: [bin/]\n`,
  );
  const bridges = ["small", "quick", "wrapped", "marked"];
  put(
    "stages/stages.yaml",
    `# Ways.\ndefault: again-small\nstages:\n  - name: seed\n    recipe: seed\n` +
      bridges.map((name) => `  - name: ${name}\n    recipe: ${name}\n`).join("") +
      ["seed", ...bridges].map((name) => `  - name: again-${name}\n    recipe: again\n    uses: [${name}]\n`).join(""),
  );
  alice = await makePerson(root, project, "alice");
  bob = await makePerson(root, project, "bob");
}, 60_000);

interface Told {
  readonly formula: string;
  readonly says: string;
  readonly inCommon: readonly { readonly what: string; readonly value: string }[];
  readonly otherTrees: readonly { readonly stage: string; readonly tools: unknown; readonly first: string }[];
}

async function ways(by: Person, target: string, ...more: readonly string[]): Promise<Told> {
  const { said, code } = await by.run("audit", "--ways", target, "--json", ...more);
  expect(code, said).toBe(0);
  return (JSON.parse(said) as { readonly ways: readonly Told[] }).ways[0]!;
}

async function build(by: Person, ...stages: readonly string[]): Promise<void> {
  const { said, code } = await by.run("build", "--offline", ...stages);
  expect(code, said).toBe(0);
}

test.skipIf(!cc || !all)(
  `each bridge that agrees is an alternative, and only the seed empties it${why}`,
  async () => {
    await build(alice, "again-small");
    expect(await ways(alice, "again-small")).toMatchObject({
      formula: "small",
      says: "For it to be what its sources say, small must be honest.",
      otherTrees: [],
    });

    // The same binary in another wrapping is no other bridge.
    await build(alice, "again-wrapped");
    expect((await ways(alice, "again-small")).formula).toBe("small");

    await build(alice, "again-quick");
    const two = await ways(alice, "again-small");
    expect(two.formula).toBe("quick or small");
    expect(two.says).toBe(
      "For it to be what its sources say, at least one of {quick} and {small} must be honest: none of its ways is from source.",
    );
    expect(two.inCommon).toContainEqual({ what: "lineage", value: "the C compiler of this machine" });
    expect(two.inCommon.map(({ what }) => what)).toEqual(
      expect.arrayContaining(["person", "kernel", "processor", "node", "sandbox"]),
    );

    await build(alice, "again-marked");
    const { otherTrees } = await ways(alice, "again-small");
    expect(otherTrees).toMatchObject([
      { stage: "again-marked", tools: [{ other: "marked", own: expect.stringMatching(/^(small|quick|wrapped)$/) }] },
    ]);
    expect(otherTrees[0]!.first).toMatch(/^"bin\/hex0" is an executable file of sha256 /);
    expect((await alice.run("audit", "--ways", "again-small")).said).toContain(
      "The same work by again-marked gives another tree, ",
    );
    // And of what it made itself it can only be said that it made it.
    expect(await ways(alice, "again-marked")).toMatchObject({ formula: "marked" });

    await build(alice, "again-seed");
    expect((await ways(alice, "again-small")).formula).toBe("from source");
  },
  120_000,
);

test.skipIf(!cc || !all)(
  `what another has built counts as their word, and only when they signed it${why}`,
  async () => {
    const shared = join(root, "shared");
    const keys = join(root, "keys");
    await build(bob, "again-small");
    await build(alice, "again-seed");
    expect(await alice.run("attest", "again-seed", "--key", alice.secret, "--into", shared)).toMatchObject({ code: 0 });
    const given = ["--manifests", shared, "--keys", keys];
    const told = await ways(bob, "again-small", ...given);
    expect(told.formula).toBe(`small or the word of ${alice.fingerprint}`);

    // Without the keys, and with an observation that nobody has signed, a manifest is nobody's word.
    expect((await ways(bob, "again-small", "--manifests", shared)).formula).toBe("small");
    for (const name of readdirSync(shared)) if (name.endsWith(".asc")) rmSync(join(shared, name));
    expect((await ways(bob, "again-small", ...given)).formula).toBe("small");
  },
  120_000,
);

test.skipIf(!cc || !all)(
  `whoever leaves a bridge out of a manifest vouches for that alone${why}`,
  async () => {
    const shared = join(root, "left-out");
    await build(alice, "again-small");
    await build(bob, "again-small");
    expect(await alice.run("attest", "again-small", "--key", alice.secret, "--into", shared)).toMatchObject({
      code: 0,
    });
    const observation = observationBy(shared, alice);
    dropObservations(shared, alice);
    const path = join(shared, "small.json");
    const before = readFileSync(path, "utf8");
    const less = before.replace(/,?\{"annotations":\{"fromseed_kind":"bridge"[^]*?"uri":"[^"]*"\}/, "");
    expect(less).not.toBe(before);
    writeFileSync(path, less);
    const stages = observation.stages.map((each) => {
      const { how, ...stage } = each.stage === "small" ? { ...each, manifest: sha256(less) } : each;
      return { ...stage, how: how.type === "built" ? { ...how, confirms: [] } : how };
    });
    await putObservation(shared, { ...observation, stages }, alice);
    const told = await ways(bob, "again-small", "--manifests", shared, "--keys", join(root, "keys"));
    expect(told.formula).toBe(`small or the word of ${alice.fingerprint}`);
  },
  60_000,
);

test.skipIf(!cc || !all)(
  `a policy refuses a bridge, or names it; the second verifier agrees${why}`,
  async () => {
    const shared = join(root, "second");
    await build(alice, "again-small");
    expect(await alice.run("attest", "again-small", "--key", alice.secret, "--into", shared)).toMatchObject({
      code: 0,
    });
    const policy = join(root, "policy.txt");
    writeFileSync(policy, `signer alice ${alice.fingerprint}\nstages * need alice built\n`);
    expect(secondVerdict({ folder: shared, keys: join(root, "keys"), policy })).toEqual({
      code: 0,
      verdict: "accepted",
    });
    const verdict = async (opaque: string) => {
      writeFileSync(policy, `signer alice ${alice.fingerprint}\nstages * need alice built\nopaque ${opaque}\n`);
      const [keys, asked] = [join(root, "keys"), ["--policy", policy, "--manifests", shared]];
      const ran = await bob.run("verify", "--keys", keys, ...asked);
      expect(secondVerdict({ folder: shared, keys, policy })).toEqual(verdictIn(ran));
      return ran;
    };
    const refused = await verdict("none");
    expect(refused.code).toBe(1);
    expect(refused.said).toContain(`small=${small}, in place of the seed`);
    expect(closingLine(refused)).toContain("not accepted: 1 opaque input is not accepted");
    expect((await verdict(`small=${small}`)).code).toBe(0);
    expect((await verdict(`small=${"ab".repeat(32)}`)).code).toBe(1);
    expect((await verdict(`files quick=${small}`)).code).toBe(1);

    for (const name of readdirSync(shared).filter((each) => each === "small.json")) {
      const path = join(shared, name);
      writeFileSync(path, readFileSync(path, "utf8").replace(',"fromseed_until":"never"', ""));
    }
    expect(secondVerdict({ folder: shared, keys: join(root, "keys"), policy }).verdict).not.toBe("accepted");
  },
  60_000,
);
