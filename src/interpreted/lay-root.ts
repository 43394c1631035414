// The root of a job in memory, as src/sandbox/CONTRACT.md says that steps see it: the used trees at `/`, the sources, the
// local files, and the writable directories. Must never change what the job's bytes lie in.

import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { FileSystem } from "../interpreter/file-system.ts";
import type { Job, JobBytes } from "../model/executor.ts";

/** Reads all that a job names. Throws the file system's errors. */
export function layRoot(job: Job, bytes: JobBytes): FileSystem {
  const files = new FileSystem();
  // The first layer is the uppermost: it is laid last. None hold different things at one path.
  for (const layer of job.layers.toReversed()) layTree(files, bytes.tree(layer), "", true);
  for (const directory of ["/dev", "/out", "/src", "/tmp", "/work"]) files.makeDirectory(directory);
  for (const { name, type, sha256 } of job.sources) {
    if (type === "tree") layTree(files, bytes.tree(sha256), `/src/${name}`, false);
    else files.put(`/src/${name}`, readFileSync(bytes.file(sha256)), { readOnly: true });
  }
  if (job.files !== undefined) layTree(files, bytes.tree(job.files), "/repo", true);
  for (const directory of job.outputDirectories ?? []) files.makeDirectory(`/out/${directory}`);
  return files;
}

function layTree(files: FileSystem, from: string, to: string, readOnly: boolean): void {
  files.makeDirectory(to);
  for (const name of readdirSync(from)) {
    const [source, target] = [`${from}/${name}`, `${to}/${name}`];
    const stat = lstatSync(source);
    if (stat.isDirectory()) layTree(files, source, target, readOnly);
    else if (stat.isSymbolicLink()) files.putLink(target, readlinkSync(source));
    else files.put(target, readFileSync(source), { executable: (stat.mode & 0o111) !== 0, readOnly });
  }
}
