// Exit codes, the same for every command. `fromseed --help` prints them from here.

export const EXIT = { done: 0, failed: 1, usage: 2, missing: 3, interrupted: 130 } as const;

export const EXIT_MEANINGS: readonly (readonly [number, string])[] = [
  [EXIT.done, "done; nothing failed and nothing differed"],
  [EXIT.failed, "a stage failed, a digest or a signature did not match, or two things differ"],
  [EXIT.usage, "the command line, a recipe or a stage is wrong; nothing was run"],
  [EXIT.missing, "this machine lacks something that is needed; `fromseed doctor` says what"],
  [EXIT.interrupted, "interrupted (Ctrl-C, or nobody reads on); the next run goes on from the last finished stage"],
];
