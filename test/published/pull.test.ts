// A published folder in good hands and in bad ones: what is pulled from it is what a policy accepted, byte for byte, or
// nothing at all. Servers on loopback only.

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { publishedPlace } from "../../src/published/place.ts";
import { readTarget } from "../../src/published/read-target.ts";
import { removeTree } from "../../src/store/remove-tree.ts";
import { checkout, type Ran } from "../cli/in-process.ts";
import { answer, mirror, serve, type Behaviour } from "../fetch/mirror.ts";
import { messages, temporaryStore } from "../store/temporary-store.ts";
import { makePerson, writeProject, type Person } from "../trust/persons.ts";

const root = mkdtempSync(join(tmpdir(), "fromseed-published-"));
const project = join(root, "project");
const shared = join(root, "shared");
const published = join(root, "published");
const keys = join(root, "keys");
const policy = join(root, "policy.txt");
let alice: Person;
let bob: Person;
let takers = 0;

beforeAll(async () => {
  writeProject(project);
  alice = await makePerson(root, project, "alice");
  bob = await makePerson(root, project, "bob");
  for (const person of [alice, bob]) {
    expect(await person.run("build", "--offline")).toMatchObject({ code: 0 });
    expect(await person.run("attest", "--key", person.secret, "--into", shared)).toMatchObject({ code: 0 });
  }
  const signers = `signer alice ${alice.fingerprint}\nsigner bob ${bob.fingerprint}\ngroup people 2 alice bob\n`;
  writeFileSync(policy, `${signers}stages * need people built\n`);
  const ran = await alice.run("publish", "all", published, "--signatures", shared);
  expect(ran.code, ran.said).toBe(0);
}, 120_000);
afterAll(() => removeTree(root));

const taker = (): Promise<Person> => makePerson(join(root, "takers"), project, `taker-${takers++}`);

const pull = (by: Person, from: string, ...more: string[]): Promise<Ran> =>
  by.run("pull", "all", "--from", from, "--keys", keys, "--policy", policy, ...more);

const names = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }).sort() : [];

/** Nothing that a stage could be taken for. */
function holdsNothing({ home }: Person): void {
  for (const folder of ["trees", "listings", "manifests", "observations", "records", "latest", "builds"])
    expect(names(join(home, folder)), folder).toEqual([]);
}

/** A folder that is served, but for what `instead` answers. */
function serving(folder: string, instead: Readonly<Record<string, Behaviour>> = {}): Behaviour {
  return (request, response, self) => {
    const path = decodeURIComponent(request.url!.slice(1));
    const other = Object.entries(instead).find(([start]) => path.startsWith(start))?.[1];
    if (other !== undefined) return other(request, response, self);
    if (!existsSync(join(folder, path))) return answer(404)(request, response, self);
    return serve(readFileSync(join(folder, path)))(request, response, self);
  };
}

test("the folder is the same whoever publishes it, and a second time adds nothing", async () => {
  const other = join(root, "published-by-bob");
  expect(await bob.run("publish", "all", other, "--signatures", shared)).toMatchObject({ code: 0 });
  expect(names(other)).toEqual(names(published));
  for (const name of names(other).filter((each) => statSync(join(other, each)).isFile()))
    expect(readFileSync(join(other, name)).equals(readFileSync(join(published, name))), name).toBe(true);
  const before = names(other).map((name) => statSync(join(other, name)).ino);
  const again = await bob.run("publish", "all", other, "--json");
  expect(JSON.parse(again.said)).toMatchObject({ added: { texts: 0, trees: 0, bytes: 0 } });
  // The index alone is written again, by rename.
  expect(names(other).filter((name, i) => statSync(join(other, name)).ino !== before[i])).toEqual(["index"]);
});

test("what another target needs is added, and what a killed publish left is written again", async () => {
  const folder = join(root, "two-targets");
  expect(await alice.run("publish", "file", folder)).toMatchObject({ code: 0 });
  const [tree] = names(join(folder, "trees"));
  writeFileSync(join(folder, "trees", `${tree}.part`), "half");
  rmSync(join(folder, "trees", tree!));
  const ran = await alice.run("publish", "all", folder, "--json");
  expect(JSON.parse(ran.said)).toMatchObject({ added: { trees: 3 } });
  expect(names(join(folder, "trees")).filter((name) => name.endsWith(".part")).length).toBeLessThanOrEqual(1);
  const index = readFileSync(join(folder, "index"), "utf8");
  expect(index.match(/^target .*$/gm)).toHaveLength(2);
  // An index that gives one target the other's closure.
  const swapped = index.replace(/^target ([0-9a-f]{64}) all$/m, `target ${/^target (\S+) file$/m.exec(index)![1]} all`);
  const by = await taker();
  const { url } = await mirror(serving(folder, { index: serve(Buffer.from(swapped)) }));
  expect((await pull(by, url)).said).toContain('its index gives it the closure of "file"');
  holdsNothing(by);
});

test("sha256sum and the second verifier read it without fromseed", () => {
  const line = /^ {4}(\(cd DIR && awk.*)$/m.exec(
    readFileSync(join(checkout, "src/published/PUBLISHED.md"), "utf8"),
  )![1]!;
  const checked = execFileSync("sh", ["-c", line.replace("DIR", published)], { encoding: "utf8" });
  expect(checked.match(/: OK$/gm)!.length).toBeGreaterThan(10);
  const said = execFileSync(
    "python3",
    [join(checkout, "verify/verify.py"), "--keys", keys, "--policy", policy, "--target", "all", published],
    { encoding: "utf8" },
  );
  expect(said).toContain("all  accepted");
});

test.each(["directory", "address"])(
  "from a %s it is pulled, known as taken, and built upon without sources",
  async (way) => {
    const by = await taker();
    const from = way === "directory" ? published : (await mirror(serving(published))).url;
    const ran = await pull(by, from);
    expect(ran.code, ran.said).toBe(0);
    expect(ran.said).toContain("all  accepted: the policy is satisfied");
    expect(ran.said).toContain(`Took 4 stages of 4 from ${from}`);
    const built = await by.run("build", "--offline");
    expect(built.said).toContain("0 built, 4 reused");
    expect(names(join(by.home, "links"))).toEqual([]);
    expect(names(join(by.home, "partial"))).toEqual([]);
    expect((await by.run("list")).said).toMatch(/all +taken/);
    // What was said of it came along: it is judged again without the folder.
    const judged = await by.run("verify", "all", "--keys", keys, "--policy", policy);
    expect(judged.code, judged.said).toBe(0);
    expect(await by.run("verify", "--store")).toMatchObject({ code: 0 });
    expect((await pull(by, from)).said).toContain("Took 0 stages of 4");
  },
);

test("the verdict is that of verify: a policy that is not satisfied lets nothing in", async () => {
  const by = await taker();
  const strict = join(root, "strict.txt");
  writeFileSync(strict, readFileSync(policy, "utf8").replace("built", "checked"));
  const trust = ["--keys", keys, "--policy", strict, "--json"];
  const ran = await by.run("pull", "all", "--from", published, ...trust);
  const verified = await by.run("verify", "all", "--manifests", published, ...trust);
  expect(ran.code).toBe(1);
  expect(verified.code).toBe(1);
  const says = (text: string): unknown => JSON.parse(text).judgements[0].says;
  expect(says(ran.said)).toEqual(says(verified.said));
  holdsNothing(by);
  const without = await by.run("pull", "all", "--from", published, "--keys", keys);
  expect(without.said).toContain("--keys and --policy say whose word is enough");
  expect(without.code).toBe(2);
});

const firstTree = (): string =>
  names(join(published, "trees")).toSorted(
    (a, b) => statSync(join(published, "trees", b)).size - statSync(join(published, "trees", a)).size,
  )[0]!;
const flipped = (path: string): Buffer => {
  const bytes = readFileSync(join(published, path));
  bytes[bytes.length >> 1]! ^= 1;
  return bytes;
};
const closureText = (): string =>
  `manifests/${/^target ([0-9a-f]{64}) all$/m.exec(readFileSync(join(published, "index"), "utf8"))![1]}.closure.json`;
const changedIndex =
  (change: (text: string) => string): Behaviour =>
  (...asked) =>
    serve(Buffer.from(change(readFileSync(join(published, "index"), "utf8"))))(...asked);

test.each<[string, () => Readonly<Record<string, Behaviour>>, RegExp]>([
  ["has nothing", () => ({ "": answer(404) }), /Cannot fetch ".*\/index": answered 404/],
  ["answers all with a page", () => ({ "": serve(Buffer.from("<html>")) }), /Cannot read index .* does not begin with/],
  ["redirects for ever", () => ({ "": answer(302, { location: "/index" }) }), /redirected more than 5 times/],
  ["gives an endless index", () => ({ index: serve(Buffer.alloc((1 << 24) + 1)) }), /it is longer than 16777216 bytes/],
  [
    "gives another manifest",
    () => ({ [closureText()]: serve(flipped(closureText())) }),
    /Cannot use ".*": its sha256 is/,
  ],
  ["gives a longer manifest", () => ({ [closureText()]: serve(Buffer.alloc(1 << 20)) }), /it is longer than \d+ bytes/],
  [
    "names another closure",
    () => ({ index: changedIndex((text) => text.replace(/^target [0-9a-f]{4}/m, "target 0000")) }),
    /its index has no "manifests\/0000/,
  ],
  [
    "has no such target",
    () => ({ index: changedIndex((text) => text.replace(/ all$/m, " alm")) }),
    /"all" from .*: it is not published there/,
  ],
  ["has not the manifests it names", () => ({ "manifests/": answer(404) }), /answered 404/],
])("a server that %s: nothing is taken, and it is told why", async (_, instead, says) => {
  const by = await taker();
  const { url } = await mirror(serving(published, instead()));
  const ran = await pull(by, url);
  expect(ran.said).toMatch(says);
  expect(ran.code).toBeGreaterThan(0);
  holdsNothing(by);
});

test.each<[string, (tar: string) => Readonly<Record<string, Behaviour>>, RegExp]>([
  ["gives a tree with one bit flipped", (tar) => ({ [tar]: serve(flipped(tar)) }), /wrong content/],
  [
    "lies about it in the index too",
    (tar) => ({
      [tar]: serve(flipped(tar)),
      index: changedIndex((text) => text.replace(sha256(readFileSync(join(published, tar))), sha256(flipped(tar)))),
    }),
    /what was given is not its tar: /,
  ],
  [
    "says that it is larger",
    (tar) => ({
      index: changedIndex((text) =>
        text.replace(new RegExp(`(tree [0-9a-f]{64} )\\d+( ${tar.slice(6, 70)})`), "$1999999999999$2"),
      ),
    }),
    /its tar has \d+ bytes, and the index says 999999999999/,
  ],
  ["has not got it", (tar) => ({ [tar]: answer(404) }), /answered 404/],
  ["gives a page in its place", (tar) => ({ [tar]: serve(Buffer.from("<html>")) }), /wrong size: 6 bytes/],
])("a server that %s: the stage is not taken, and nothing that descends from it", async (_, instead, says) => {
  const by = await taker();
  const { url } = await mirror(serving(published, instead(`trees/${firstTree()}`)));
  const ran = await pull(by, url);
  expect(ran.code).toBeGreaterThan(0);
  expect(ran.said).toMatch(says);
  expect(names(join(by.home, "trees")).some((name) => firstTree().startsWith(name.slice(0, 64)) && name !== "")).toBe(
    false,
  );
  expect((await by.run("list")).said).not.toMatch(/all +taken/);
  expect(await by.run("verify", "--store")).toMatchObject({ code: 0 });
  // And from a good one it goes on.
  expect(await pull(by, published)).toMatchObject({ code: 0 });
});

test("a server that cuts, stalls, or is slow is asked again, or left", async () => {
  const store = await temporaryStore();
  const from = async (behave: Behaviour) => {
    const { url } = await mirror(behave);
    const timeouts = { answer: 200, stall: 200, floor: { bytes: 100, milliseconds: 150 } };
    const place = publishedPlace(url, { store, timeouts, sleep: async () => {} });
    return place.ok ? readTarget(place.value, "all") : place;
  };
  const index = readFileSync(join(published, "index"));
  let asked = 0;
  const cuts: Behaviour = (...each) => serve(index, asked++ === 0 ? 20 : undefined)(...each);
  expect((await from(serving(published, { index: cuts }))).ok).toBe(true);
  expect(messages(await from((_, response) => void response.writeHead(200).write("fromseed"))).join()).toMatch(
    /stalled|too slow/,
  );
  expect(messages(await from(() => {})).join()).toContain("no answer within 200 ms");
});

const program = ["--disable-warning=ExperimentalWarning", join(checkout, "src/cli/main.ts")];

test.each(["SIGKILL", "SIGINT"] as const)(
  "what %s cuts off leaves whole stages, and the next pull goes on",
  async (signal) => {
    const by = await taker();
    const tar = `trees/${firstTree()}`;
    const bytes = readFileSync(join(published, tar));
    let reached = (): void => {};
    const halfway = new Promise<void>((resolve) => (reached = resolve));
    const { url } = await mirror(
      serving(published, {
        [tar]: (_, response) => {
          response.writeHead(200, { "content-length": bytes.length }).write(bytes.subarray(0, bytes.length >> 1));
          reached();
        },
      }),
    );
    const words = [
      "pull",
      "all",
      "--from",
      url,
      "--keys",
      keys,
      "--policy",
      policy,
      "--project",
      project,
      "--home",
      by.home,
    ];
    const child = spawn(process.execPath, [...program, ...words], { stdio: "ignore" });
    const ended = new Promise((resolve) => child.on("exit", resolve));
    await halfway;
    child.kill(signal);
    await ended;
    expect(names(join(by.home, "trees")).filter((name) => name.startsWith(firstTree().slice(0, 64)))).toEqual([]);
    expect(await by.run("verify", "--store")).toMatchObject({ code: 0 });
    expect(await pull(by, published)).toMatchObject({ code: 0 });
    expect((await by.run("build", "--offline")).said).toContain("0 built, 4 reused");
  },
);
