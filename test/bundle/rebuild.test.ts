// A stranger's machine: another user, an empty home, no network, and nothing but the bundle.

import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256File } from "../../src/bytes/sha256.ts";
import { all } from "../extent.ts";
import { checkout, fromseed } from "../faults/fromseed.ts";
import { scratchDirectory } from "../scratch.ts";

const STRANGER = 4242;
const isRoot = process.getuid!() === 0;

const keysOf = (json: string): readonly string[] => Object.keys(JSON.parse(json) as object);

/** What src/cli/JSON.md shows of a command. */
function exampleOf(command: string): string {
  const page = readFileSync(join(checkout, "src/cli/JSON.md"), "utf8");
  return new RegExp(`^## \`${command} [^]*?^ {4}(.+)$`, "m").exec(page)![1]!;
}

test.skipIf(!all)("builds tinycc by one command, and bundles the same bytes again", { timeout: 600_000 }, async () => {
  const root = scratchDirectory();
  chmodSync(root, 0o755);
  const clone = join(root, "clone");
  mkdirSync(clone);
  execFileSync("sh", [
    "-c",
    `cd "$1" && git ls-files -coz --exclude-standard | xargs -0 tar -cf - | tar -C "$2" -xf - && cd "$2" && git init -q &&
    git add -A && git -c user.name=a -c user.email=a@example.org -c commit.gpgsign=false commit -qm all`,
    ...["sh", checkout, clone],
  ]);
  symlinkSync(join(checkout, "node_modules"), join(clone, "node_modules"));
  const main = join(clone, "src/cli/main.ts");
  const first = join(root, "first.tar");
  const program = ["--disable-warning=ExperimentalWarning", main];
  const made = spawnSync(process.execPath, [...program, "bundle", "tinycc", first, "--json"], { encoding: "utf8" });
  expect({ status: made.status, stderr: made.stderr }).toEqual({ status: 0, stderr: "" });
  expect(keysOf(made.stdout)).toEqual(keysOf(exampleOf("bundle")));

  const home = join(root, "stranger");
  mkdirSync(home);
  if (isRoot) chownSync(home, STRANGER, STRANGER);
  const as = isRoot ? ["setpriv", `--reuid=${STRANGER}`, `--regid=${STRANGER}`, "--clear-groups"] : [];
  // The README's command, and then the same file again from what was unpacked, where there is no repository.
  const script = `umask 077 && cd && tar -xf "$1" && fromseed-tinycc/build &&
    fromseed-tinycc/checkout/fromseed bundle tinycc second.tar --offline`;
  const environment = ["env", "-i", "PATH=/usr/bin:/bin", `HOME=${home}`, "TZ=Asia/Tokyo", "LC_ALL=C.UTF-8"];
  const [inside, ...words] = [...as, "unshare", "-rn", ...environment, "sh", "-c", script, "sh", first];
  const built = spawnSync(inside!, words, { encoding: "utf8" });
  expect(built.stdout, built.stderr).toContain("Built 9 of 9 stages");
  expect(built.status, built.stderr).toBe(0);
  const pinned = readFileSync(join(checkout, "stages/expected.sha256"), "utf8");
  const [, digest] = /^([0-9a-f]{64}) {2}tinycc\.tree$/m.exec(pinned)!;
  expect(built.stdout).toContain(digest);
  expect(await sha256File(join(home, "second.tar"))).toBe(await sha256File(first));

  const { tree } = JSON.parse(made.stdout) as { tree: string };
  const taken = fromseed(join(root, "home"), ["unbundle", first, join(root, "taken"), "--tree", tree, "--json"]);
  expect(taken.status, taken.stdout).toBe(0);
  expect(keysOf(taken.stdout)).toEqual(keysOf(exampleOf("unbundle")));
  expect(existsSync(join(root, "taken/fromseed-tinycc/checkout/fromseed"))).toBe(true);
});
