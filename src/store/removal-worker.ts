// The thread that removes directories, one after the other: takes paths, answers each with what went wrong, if anything.

import { parentPort } from "node:worker_threads";
import { removeTree } from "./remove-tree.ts";

if (parentPort === null) throw new Error("our bug: the removal worker was started as a program");
const port = parentPort;
let before = Promise.resolve();
port.on("message", (directory: string) => {
  before = before
    .then(() => removeTree(directory))
    .catch(() => undefined)
    .then(() => port.postMessage(directory));
});
