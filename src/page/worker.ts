// The worker's side of the page: takes what the page says, and does one thing at a time in slices, between which it
// hears more. Whatever breaks is told to the page.

import { CodeCache } from "../translator/code-cache.ts";
import { buildAll } from "./building.ts";
import type { Chain } from "./chain.ts";
import type { Files } from "./trees.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { runProgram } from "./running.ts";
import { Stepping } from "./stepping.ts";

const say = (message: FromWorker | { readonly type: "ready" }): void => postMessage(message);

let chain: Chain | undefined;
let files: Files = new Map();
const trees = new Map<string, Files>();
const cache = new CodeCache();
let stepping: Stepping | undefined;
/** What is under way: whoever starts something else, or stops it, ends it. */
let turn = 0;

/** Drives a task to its end, unless another is begun; lets messages in after each of its slices. */
async function drive(task: Iterator<void, void>): Promise<void> {
  const own = ++turn;
  while (own === turn && task.next().done !== true) await breath();
}

/** Resolves after the messages that wait were heard: unlike a timer's, its delay does not grow. */
function breath(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

function hear(message: ToWorker): void | Promise<void> {
  if (message.type === "chain") {
    ({ chain, files } = message);
    return;
  }
  if (chain === undefined) throw new Error("our bug: a worker is asked for something before it has the chain");
  switch (message.type) {
    case "load": {
      turn++;
      const loaded = Stepping.load(chain.stages, files, { ...message, trees });
      if (typeof loaded === "string") return say({ type: "failed", message: loaded });
      stepping = loaded;
      return say(stepping.start());
    }
    case "go":
      return say(stepping!.go(message.instructions, message.toCall));
    case "build":
      return drive(buildAll(chain.stages, { files, trees, cache }, say));
    case "compile":
      return drive(runProgram(message.text, { tinycc: trees.get(chain.stages.at(-1)!.name)!, cache }, say));
    case "stop":
      turn++;
      return say({ type: "program-done", message: "Stopped.", isGood: false });
  }
}

addEventListener("message", async ({ data }: MessageEvent<ToWorker>) => {
  try {
    await hear(data);
  } catch (error) {
    say({ type: "broken", message: String(error instanceof Error ? (error.stack ?? error) : error) });
  }
});
say({ type: "ready" });
