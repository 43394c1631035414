// A repository of our own around somebody's objects: git is run in it, so that nothing of theirs but objects and the
// names of commits has a say. Must never write into theirs: what a merge makes stays here.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { objectId } from "./object-id.ts";
import type { Repository } from "./repository.ts";

export interface Scratch {
  readonly folder: string;
  /** Where programs are looked for, as $PATH has it. */
  readonly path: string | undefined;
  /** How the network is reached, of the caller's environment: proxies, and an agent that has ssh keys. */
  readonly network?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** No cache of parents is believed, no file is looked at for how to merge, and nothing is compressed for long. */
const CONFIGURATION = `[core]
	repositoryformatversion = 1
	bare = true
	commitGraph = false
	looseCompression = 0
[merge]
	renames = true
	directoryRenames = conflict
`;

/** Lays the repository out in an empty folder. */
export async function layScratch(scratch: Scratch, { objects, head, refs }: Repository): Promise<void> {
  const file = (name: string, content: string): Promise<void> => writeFile(join(scratch.folder, name), content);
  const some = head ?? [...refs.values()][0] ?? "";
  const format = some.length === 64 ? "[extensions]\n\tobjectFormat = sha256\n" : "";
  await mkdir(join(scratch.folder, "objects/info"), { recursive: true });
  await mkdir(join(scratch.folder, "refs"));
  await file("config", CONFIGURATION + format);
  await file("HEAD", `${head ?? "ref: refs/heads/none"}\n`);
  await file("objects/info/alternates", `${objects}\n`);
  await file("packed-refs", [...refs].map(([name, id]) => `${id} ${name}\n`).join(""));
}

/** Adds a commit of our own, as the parent of a merge that is made in several steps; gives its name. */
export async function putCommit(scratch: Scratch, tree: string, parents: readonly string[]): Promise<string> {
  const who = "fromseed <> 0 +0000";
  const content = `tree ${tree}\n${parents.map((each) => `parent ${each}\n`).join("")}author ${who}\ncommitter ${who}\n\n`;
  const id = objectId("commit", Buffer.from(content), tree);
  const folder = join(scratch.folder, "objects", id.slice(0, 2));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, id.slice(2)), deflateSync(`commit ${content.length}\0${content}`));
  return id;
}

/** The environment of git: nothing of the caller's but where programs are, and for a fetch how the network is reached. */
export function gitEnvironment({ folder, path, network }: Scratch): Record<string, string> {
  return {
    ...network,
    ...(path === undefined ? {} : { PATH: path }),
    LC_ALL: "C",
    HOME: folder,
    XDG_CONFIG_HOME: folder,
    GIT_DIR: folder,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_GRAFT_FILE: "/dev/null",
    GIT_NO_LAZY_FETCH: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ALLOW_PROTOCOL: "git:http:https:ssh",
    GIT_SSH_COMMAND: "ssh -o BatchMode=yes",
  };
}
