// Which crates of a lock are used, held against cargo: of workspaces made by chance, we take all that cargo takes, and no
// more where cargo is not finer than we.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseCargoLock } from "../../src/crates/cargo-lock.ts";
import { cargoManifest } from "../../src/crates/cargo-manifest.ts";
import { ownPackages, resolverOf } from "../../src/crates/own-packages.ts";
import { usedReleases } from "../../src/crates/resolve.ts";
import { tableReader } from "../../src/crates/toml.ts";
import { draws, rounds, seed } from "../extent.ts";
import { scratch } from "../fetch/scratch.ts";
import { value } from "../store/temporary-store.ts";
import { type MadeWorkspace, type Making, makeWorkspace, writeWorkspace } from "./made-workspace.ts";

interface Query {
  readonly targets: readonly string[];
  readonly packages: readonly string[];
  readonly features: readonly string[] | undefined;
}

function run(folder: string, ...argv: readonly string[]): string {
  const env = { ...process.env, CARGO_HOME: join(folder, "home"), CARGO_TERM_COLOR: "never" };
  const { status, stdout, stderr } = spawnSync("cargo", argv, { cwd: folder, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`cargo ${argv.join(" ")} in ${folder}: ${stderr}`);
  return stdout;
}

/** Releases of crates that cargo would build. */
function byCargo(folder: string, { targets, packages, features }: Query): readonly string[] {
  const asked =
    features === undefined ? ["--all-features"] : ["--no-default-features", "--features", features.join(",")];
  const said = run(
    folder,
    ...["tree", "--offline", "--locked", "-e", "normal,build", "--prefix", "none", "--format", "{p}", ...asked],
    ...packages.flatMap((name) => ["-p", name]),
    ...targets.flatMap((target) => ["--target", target]),
  );
  return [
    ...new Set([...said.matchAll(/^(?!m\d )(\S+) v(\S+)/gm)].map(([, name, version]) => `${name}@${version}`)),
  ].sort();
}

async function byUs(folder: string, { files }: MadeWorkspace, query: Query): Promise<readonly string[]> {
  const lock = value(parseCargoLock(readFileSync(join(folder, "Cargo.lock"), "utf8"), "Cargo.lock"));
  const read = await tableReader();
  const texts = new Map([...files].filter(([path]) => /^(m\d\/)?Cargo\.toml$/.test(path)));
  const own = ownPackages(texts, new Set(lock.own.map(({ name }) => name)), read);
  const resolver = resolverOf(texts, "Cargo.toml", read);
  const used = usedReleases(lock, { ...query, resolver }, (locked) => {
    const { name, version } = locked;
    return locked.own ? own.get(name) : cargoManifest(read(files.get(`vendor/${name}-${version}/Cargo.toml`)!)!);
  });
  return [...used].sort();
}

const MUSL = "x86_64-unknown-linux-musl";
const GNU = "x86_64-unknown-linux-gnu";

async function compare(making: Making): Promise<void> {
  const { draw, plain } = making;
  const made = makeWorkspace(making);
  const folder = scratch();
  writeWorkspace(folder, made);
  run(folder, "generate-lockfile", "--offline");
  const packages = [...made.members.keys()].filter(() => draw(2) === 0);
  if (packages.length === 0) packages.push("m3");
  const possible = [...new Set(packages.flatMap((name) => made.members.get(name)!.features))];
  const query: Query = {
    // cargo's own machine is the second.
    targets: plain ? [[GNU, MUSL][draw(2)]!] : [MUSL, GNU],
    packages,
    features: draw(4) === 0 ? undefined : possible.filter(() => draw(3) === 0),
  };
  const cargo = byCargo(folder, query);
  const own = await byUs(folder, made, query);
  const about = JSON.stringify({ ...making, ...query });
  if (plain && making.resolver === "2") expect(own, about).toEqual(cargo);
  else expect(own, about).toEqual(expect.arrayContaining([...cargo]));
}

const cargo = spawnSync("cargo", ["--version"]).status === 0;

test.skipIf(!cargo).each<Omit<Making, "draw">>([
  { plain: true, resolver: "2" },
  { plain: false, resolver: "2" },
  { plain: false, resolver: "1" },
])("a workspace of resolver $resolver, all of it known to us: $plain", { timeout: 240_000 }, async (kind) => {
  for (const round of rounds(10)) await compare({ ...kind, draw: draws(seed + round) });
});
