// What install lays, on whose word, and what becomes of it afterwards. Programs are run by this machine's kernel.

import { spawn } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { namedPaths, rootPaths } from "../../src/installed/absolute-paths.ts";
import { elfPaths } from "../../src/installed/elf-paths.ts";
import { withBytes, type SomeBytes } from "../../src/installed/some-bytes.ts";
import { all } from "../extent.ts";
import { parseReceipt, writeReceipt } from "../../src/installed/receipt.ts";
import { openStore } from "../../src/store/open-store.ts";
import { removeTree } from "../../src/store/remove-tree.ts";
import { checkout } from "../cli/in-process.ts";
import { messages, value } from "../store/temporary-store.ts";
import { makePerson, writeProject, type Person } from "../trust/persons.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-installed-"));
const project = join(root, "project");
const published = join(root, "published");
const policy = join(root, "policy.txt");
let alice: Person;
let bob: Person;
let places = 0;

beforeAll(async () => {
  writeProject(project);
  alice = await makePerson(root, project, "alice");
  bob = await makePerson(root, project, "bob");
  expect(await alice.run("build", "--offline")).toMatchObject({ code: 0 });
  expect(await alice.run("attest", "--key", alice.secret)).toMatchObject({ code: 0 });
  expect(await alice.run("publish", "all", published)).toMatchObject({ code: 0 });
  writeFileSync(policy, `signer alice ${alice.fingerprint}\nstages * need alice built\n`);
}, 120_000);
afterAll(() => removeTree(root));

const place = (): string => join(root, `prefix-${places++}`);
const believing = (): string[] => ["--keys", join(root, "keys"), "--policy", policy];

test("what was built here is laid whole, twice is once, and it is taken away again", async () => {
  const prefix = place();
  const ran = await alice.run("install", "all", "--prefix", prefix);
  expect(ran.code, ran.said).toBe(0);
  expect(readdirSync(prefix).sort()).toEqual([".fromseed-receipt", "all"]);
  expect(readFileSync(join(prefix, "all"), "utf8")).toBe("all\n");
  expect(statSync(join(prefix, "all")).mode & 0o777).toBe(0o755);
  expect((await alice.run("install", "all", "--prefix", prefix)).said).toContain("is installed in");
  expect((await alice.run("installed")).said).toMatch(new RegExp(`all +${prefix} .*built here +known here`));
  expect(await alice.run("installed", "--verify")).toMatchObject({ code: 0 });
  expect(await alice.run("uninstall", prefix)).toMatchObject({ code: 0 });
  expect(existsSync(prefix)).toBe(false);
  expect((await alice.run("installed")).said).not.toContain(prefix);
});

test("what others built is laid on the word of a policy, and on no other", async () => {
  const prefix = place();
  const from = ["--from", published];
  expect((await bob.run("install", "all", "--prefix", prefix, ...from)).said).toContain("--keys and --policy say");
  const strict = join(root, "strict.txt");
  writeFileSync(strict, readFileSync(policy, "utf8").replace("built", "checked"));
  const refused = await bob.run(
    "install",
    "all",
    "--prefix",
    prefix,
    ...from,
    "--keys",
    join(root, "keys"),
    "--policy",
    strict,
  );
  expect(refused.code).toBe(1);
  expect(refused.said).toContain("all  not accepted");
  expect(existsSync(prefix)).toBe(false);
  const ran = await bob.run("install", "all", "--prefix", prefix, ...from, ...believing());
  expect(ran.code, ran.said).toBe(0);
  expect(readFileSync(join(prefix, ".fromseed-receipt"), "utf8")).toContain(`verdict ${sha256(readFileSync(policy))}`);

  // Pulled, it is at hand, and still needs the word of others at every install.
  expect(await bob.run("pull", "all", ...from, ...believing())).toMatchObject({ code: 0 });
  const again = place();
  const alone = await bob.run("install", "all", "--prefix", again);
  expect(alone.code).toBe(1);
  expect(alone.said).toContain("4 of its 4 stages were not built here, and no policy says whose word is enough");
  expect(await bob.run("install", "all", "--prefix", again, ...believing())).toMatchObject({ code: 0 });
});

test("changed, missing and strange files are named, and kept from being taken away unseen", async () => {
  const prefix = place();
  expect(await alice.run("install", "seed", "--prefix", prefix)).toMatchObject({ code: 0 });
  const [program] = readdirSync(join(prefix, "bin"));
  writeFileSync(join(prefix, "mine"), "x");
  mkdirSync(join(prefix, "bin/more"));
  chmodSync(join(prefix, "bin", program!), 0o644);
  const looked = await alice.run("installed", prefix, "--verify", "--json");
  expect(looked.code).toBe(1);
  expect(JSON.parse(looked.said).installed[0]).toMatchObject({
    changed: [`bin/${program}`],
    missing: [],
    strange: ["bin/more", "mine"],
  });
  const kept = await alice.run("uninstall", prefix);
  expect(kept.code).toBe(1);
  expect(kept.said).toContain("strange: mine");
  expect(existsSync(join(prefix, "mine"))).toBe(true);
  expect((await alice.run("install", "seed", "--prefix", prefix)).said).toContain("and was changed");
  rmSync(join(prefix, "bin"), { recursive: true });
  symlinkSync("/bin", join(prefix, "bin"));
  expect((await alice.run("installed", prefix, "--verify")).said).toMatch(/changed: bin\n/);
  expect(await alice.run("uninstall", prefix, "--force")).toMatchObject({ code: 0 });
  expect(existsSync("/bin/sh")).toBe(true);
});

test("a receipt that was changed along with the files is found by the home's", async () => {
  const prefix = place();
  expect(await alice.run("install", "all", "--prefix", prefix)).toMatchObject({ code: 0 });
  const path = join(prefix, ".fromseed-receipt");
  writeFileSync(join(prefix, "all"), "evil\n");
  writeFileSync(path, readFileSync(path, "utf8").replace(sha256("all\n"), sha256("evil\n")));
  const looked = await alice.run("installed", prefix, "--verify");
  expect(looked.code).toBe(1);
  expect(looked.said).toContain("its receipt is not the one that was laid there");
  // Another home has nothing but that receipt, and says so.
  expect((await bob.run("installed", prefix, "--verify")).said).toContain("its own");
});

test("a tree that was changed in the store is not laid, and nothing else is replaced", async () => {
  const dave = await makePerson(root, project, "dave");
  expect(await dave.run("build", "--offline")).toMatchObject({ code: 0 });
  const trees = join(dave.home, "trees");
  const file = readdirSync(trees)
    .map((tree) => join(trees, tree, "all"))
    .find((path) => existsSync(path))!;
  chmodSync(file, 0o644);
  appendFileSync(file, "x");
  const prefix = place();
  const ran = await dave.run("install", "all", "--prefix", prefix);
  expect(ran.said).toContain("which its tree's listing does not say");
  expect([existsSync(prefix), existsSync(`${prefix}.partial`)]).toEqual([false, false]);
  mkdirSync(prefix);
  writeFileSync(join(prefix, "precious"), "x");
  expect((await alice.run("install", "all", "--prefix", prefix)).said).toContain("something is there already");
  expect(readdirSync(prefix)).toEqual(["precious"]);
});

test("of a tree, outputs alone are laid; one that is not there is refused", async () => {
  const prefix = place();
  expect((await alice.run("install", "file", "--prefix", prefix, "--output", "data/nothing")).said).toContain(
    "the tree holds nothing at that path",
  );
  const ran = await alice.run("install", "file", "--prefix", prefix, "--output", "data");
  expect(ran.code, ran.said).toBe(0);
  expect(readFileSync(join(prefix, "data/file"), "utf8")).toBe("file\n");
});

test("what a kill leaves half is taken away by the next install", async () => {
  const prefix = place();
  expect(await alice.run("install", "all", "--prefix", prefix)).toMatchObject({ code: 0 });
  const receipt = readFileSync(join(prefix, ".fromseed-receipt"));
  await removeTree(prefix);
  mkdirSync(`${prefix}.partial`);
  writeFileSync(join(`${prefix}.partial`, ".fromseed-receipt"), receipt);
  writeFileSync(join(`${prefix}.partial`, "al"), "half");
  const program = ["--disable-warning=ExperimentalWarning", join(checkout, "src/cli/main.ts")];
  const words = ["install", "all", "--prefix", prefix, "--project", project, "--home", alice.home];
  // Killed at some moment of its own choice.
  const child = spawn(process.execPath, [...program, ...words], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  setTimeout(() => child.kill("SIGKILL"), 400);
  await ended;
  if (existsSync(prefix)) expect(readdirSync(prefix).sort()).toEqual([".fromseed-receipt", "all"]);
  const ran = await alice.run("install", "all", "--prefix", prefix);
  expect(ran.code, ran.said).toBe(0);
  expect(existsSync(`${prefix}.partial`)).toBe(false);
  expect(readdirSync(prefix).sort()).toEqual([".fromseed-receipt", "all"]);
});

test("uninstall waits for whoever has the prefix in hand, unless it is stopped", async () => {
  const prefix = place();
  expect(await alice.run("install", "all", "--prefix", prefix)).toMatchObject({ code: 0 });
  const program = ["--disable-warning=ExperimentalWarning", join(checkout, "src/cli/main.ts")];
  const start = () => {
    const words = ["uninstall", prefix, "--project", project, "--home", alice.home];
    const child = spawn(process.execPath, [...program, ...words], { stdio: "ignore" });
    return { child, ended: new Promise<number | null>((resolve) => child.on("exit", resolve)) };
  };
  const store = value(await openStore(alice.home, { bootId: "boot-1" }));
  try {
    const first = await store.withLock(`install-${sha256(prefix)}`, async () => {
      const [stopped, waiting] = [start(), start()];
      const soon = new Promise((resolve) => setTimeout(resolve, 1500));
      expect(await Promise.race([soon.then(() => "waits"), waiting.ended, stopped.ended])).toBe("waits");
      stopped.child.kill("SIGINT");
      expect(await stopped.ended).toBe(130);
      expect(readdirSync(prefix).sort()).toEqual([".fromseed-receipt", "all"]);
      return waiting;
    });
    expect(await value(first).ended).toBe(0);
    expect(existsSync(prefix)).toBe(false);
  } finally {
    await store.close();
  }
});

const bytesOf = (bytes: Buffer): SomeBytes => ({
  length: bytes.length,
  read: (from, to) => bytes.subarray(from, to),
});

test("interpreters, rpaths and paths of the root are seen in a file's bytes; others are not", () => {
  const paths = rootPaths(["lib/gcc/cc1", "bin/sh", "share/locale/de/x.mo", "all"]);
  const named = (text: string) => namedPaths("x", bytesOf(Buffer.from(text)), paths)?.strings;
  expect(named("\0/lib/gcc/cc1\0/share/locale\0/lib/gcc/cc1\0")).toEqual(["/lib/gcc/cc1", "/share/locale"]);
  expect(named("\0/lib\0/bin\0 /usr/lib/gcc/cc1 ../lib/gcc/cc1 /lib/gcc/cc2 https://x/bin/sh")).toBe(undefined);
  expect(namedPaths("x", bytesOf(Buffer.from("#! /bin/sh -e\n")), paths)).toEqual({
    path: "x",
    interpreter: "/bin/sh",
    rpath: [],
    strings: [],
  });
  // A file of more bytes than Node reads at once, most of which are a hole.
  const file = join(root, "large");
  const large = openSync(file, "w");
  const length = all ? 2 ** 31 + 2 ** 25 : 2 ** 25;
  ftruncateSync(large, length);
  for (const [text, at] of [
    ["/share/locale", 2 ** 22 - 9],
    ["/lib/gcc/cc1", 2 ** 24],
    ["x/share/locale/de", 3 * 2 ** 22 - 1],
    ["/bin/sh", length - 7],
  ] as const)
    writeSync(large, text, at);
  closeSync(large);
  const found = withBytes(file, (bytes) => namedPaths("x", bytes, paths)?.strings);
  expect(found).toEqual(["/share/locale", "/lib/gcc/cc1", "/bin/sh"]);
  // This machine's own: a dynamic program, and Node, which has an interpreter too.
  expect(withBytes("/bin/cat", elfPaths)?.interpreter).toMatch(/^\/lib.*\/ld-/);
  const cat = readFileSync("/bin/cat");
  for (let length = 0; length < 2000; length += 7) elfPaths(bytesOf(cat.subarray(0, length)));
});

const vectors = JSON.parse(readFileSync(join(import.meta.dirname, "vectors/receipts.json"), "utf8")) as {
  readonly read: readonly string[];
  readonly refused: readonly string[];
};
test.each(vectors.read)("a receipt that is read: %j", (text) =>
  expect(writeReceipt(value(parseReceipt(text, "receipt")))).toBe(text),
);
test.each(vectors.refused)("a receipt that is refused: %j", (text) =>
  expect(messages(parseReceipt(text, "receipt"))[0]).toMatch(/^Cannot read receipt "receipt": /),
);
