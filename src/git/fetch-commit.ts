// A commit fetched by git from an address into a scratch repository. Git is a way to get bytes and no more: what came is
// named by its digests again when it is read, and judged by whoever asked. Must never run a program that an address or
// a configuration names.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fail, succeed, type Result } from "../model/failure.ts";
import { askGit } from "./git-program.ts";
import type { Scratch } from "./scratch.ts";

/** Seconds without a byte after which a web server is given up. */
const PATIENCE = 60;

/** The folder of the scratch is empty. Fails with git's own complaint. */
export async function fetchCommit(
  scratch: Scratch,
  { address, commit }: { readonly address: string; readonly commit: string },
): Promise<Result<void>> {
  const format = commit.length === 64 ? "[extensions]\n\tobjectFormat = sha256\n" : "";
  const file = (name: string, content: string): Promise<void> => writeFile(join(scratch.folder, name), content);
  await mkdir(join(scratch.folder, "objects"));
  await mkdir(join(scratch.folder, "refs"));
  await file("config", `[core]\n\trepositoryformatversion = 1\n\tbare = true\n${format}`);
  await file("HEAD", "ref: refs/heads/none\n");
  const settings = ["-c", "http.lowSpeedLimit=1", "-c", `http.lowSpeedTime=${PATIENCE}`, "-c", "gc.auto=0"];
  const fetch = [...settings, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
  const alone = await askGit(scratch, [...fetch, "--depth=1", "--", address, commit]);
  if (!alone.ok) return alone;
  if ("answer" in alone.value) return succeed(undefined);
  // Some servers give only what a branch or a tag names: then all of those are had, with what they descend from.
  const all = await askGit(scratch, [...fetch, "--", address, "+refs/heads/*:refs/h/*", "+refs/tags/*:refs/t/*"]);
  if (!all.ok) return all;
  const there = await askGit(scratch, ["cat-file", "-e", `${commit}^{commit}`]);
  if (!there.ok) return there;
  if ("answer" in there.value) return succeed(undefined);
  const said = "refused" in all.value ? all.value.refused : alone.value.refused;
  return fail("import-unavailable", `Cannot fetch commit ${commit} from "${address}": git did not get it`, {
    details: said.split("\n").slice(0, 5),
  });
}
