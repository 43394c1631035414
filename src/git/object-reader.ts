// Objects by their names, from `git cat-file --batch`. Each is digested again: git is not believed, nor the folder that
// it reads. Must never hand out an object that is not the one of that name and kind.

import { fail, succeed, type Result } from "../model/failure.ts";
import { readCommit, type Commit } from "./commit.ts";
import { GitConversation } from "./git-program.ts";
import { objectId, type ObjectType } from "./object-id.ts";
import type { Scratch } from "./scratch.ts";

const LINE_FEED = 0x0a;

export class ObjectReader {
  readonly #git: GitConversation;

  constructor(scratch: Scratch) {
    this.#git = new GitConversation(scratch, ["cat-file", "--batch"]);
  }

  /** Several can be asked for at once; they are answered in their order. */
  async read(type: ObjectType, id: string): Promise<Result<Buffer>> {
    return this.#git.ask(id, async (output) => {
      const head = await output.takeTo(LINE_FEED);
      if (!head.ok) return head;
      const [, found, size] = head.value.split(" ");
      if (size === undefined)
        return fail("history-missing", `Cannot read ${type} ${id}: it is not in the repository`, {
          hint: "git fetch --unshallow gets what a shallow clone lacks, git fetch --refetch what a partial one does",
        });
      const content = await output.take(Number(size) + 1);
      if (!content.ok) return content;
      const bytes = content.value.subarray(0, -1);
      if (found === type && objectId(type, bytes, id) === id) return succeed(bytes);
      return fail("history-damaged", `Cannot read ${type} ${id}: what is kept by that name is another object`, {
        hint: "the repository is damaged, or was tampered with: compare it with a fresh clone",
      });
    });
  }

  /** A commit, taken apart. */
  async commit(id: string): Promise<Result<Commit>> {
    const bytes = await this.read("commit", id);
    if (!bytes.ok) return bytes;
    const commit = readCommit(bytes.value, id);
    return typeof commit === "string"
      ? fail("history-damaged", `Cannot read commit ${id}: ${commit}`)
      : succeed(commit);
  }

  [Symbol.dispose](): void {
    this.#git.close();
  }
}
