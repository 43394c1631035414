// What `fromseed init` begins in a folder of cargo's: a program with a crate, in its own repository. Only in
// `npm run test:chain`, as the compiler is built there.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { home } from "../chain/source.ts";
import { checkout, fromseedIn } from "../cli/in-process.ts";
import { chain, inChain } from "../extent.ts";
import { archive } from "../fetch/tar-blocks.ts";
import { gitIn } from "../git/somebody.ts";
import { scratchDirectory } from "../scratch.ts";

const CRATE = gzipSync(
  archive(
    { name: "lines-1.0.0/Cargo.toml", content: '[package]\nname = "lines"\nversion = "1.0.0"\nedition = "2024"\n' },
    {
      name: "lines-1.0.0/src/lib.rs",
      content: "pub fn count(text: &[u8]) -> usize {\n    text.iter().filter(|&&byte| byte == b'\\n').count()\n}\n",
    },
  ),
);

/** The program's files; a lock names the registry as all locks do. */
const files = (registry: string): Readonly<Record<string, string>> => ({
  "Cargo.toml": `[package]
name = "count"
version = "1.0.0"
edition = "2024"

[dependencies]
lines = "1"
`,
  "Cargo.lock": `version = 4

[[package]]
name = "count"
version = "1.0.0"
dependencies = [
 "lines",
]

[[package]]
name = "lines"
version = "1.0.0"
${registry}
checksum = "${sha256(CRATE)}"
`,
  "src/main.rs": `use std::io::{Read, Result, stdin};

fn main() -> Result<()> {
    let mut text = Vec::new();
    stdin().read_to_end(&mut text)?;
    println!("{}", lines::count(&text));
    Ok(())
}
`,
});

/** The line that tells the registry in a lock file that was pinned, that of ripgrep. */
function registryLine(): string {
  const recipe = readFileSync(join(checkout, "recipes/ripgrep/recipe.yaml"), "utf8");
  const tree = /^ +tree: (\w+)$/m.exec(recipe)![1]!;
  return /^source = ".*"$/m.exec(readFileSync(join(home, "trees", tree, "Cargo.lock"), "utf8"))![0];
}

const title = inChain("a program in Rust with a crate, in its own repository");

test.skipIf(!chain)(title, { timeout: 3_600_000 }, async () => {
  const root = scratchDirectory();
  const project = join(root, "count");
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  };
  const crates = join(root, "crates");
  mkdirSync(crates);
  writeFileSync(join(crates, "lines-1.0.0.crate"), CRATE);
  for (const [path, text] of Object.entries(files(registryLine()))) put(path, text);
  const git = gitIn(project);
  git("init", "--quiet", "-b", "main");
  git("add", "--all");
  git("commit", "--quiet", "-m", "Count lines");

  const fromseed = fromseedIn(project, home);
  expect(await fromseed("init", "--project", project)).toMatchObject({
    code: 0,
    said: expect.stringContaining("stages/count.yaml"),
  });
  expect(await fromseed("check")).toMatchObject({ code: 0 });
  expect(await fromseed("build", "--crates", crates, "--accept")).toMatchObject({ code: 0 });
  const out = join(root, "out");
  expect(await fromseed("export", "count", out)).toMatchObject({ code: 0 });
  expect(execFileSync(join(out, "bin/count"), { input: "a\nb\nc\n", encoding: "utf8" })).toBe("3\n");
  expect(await fromseed("reproduce", "count", "--jobs", "1")).toMatchObject({ code: 0 });
  expect((await fromseed("audit")).said).toMatch(/^bridges, not from source:[^]*rustc-1.95.0, /m);
});
