// What fromseed replay is called with, and its help.

import type { Command } from "./command.ts";
import { OFFLINE, PLACES } from "./source-flags.ts";

export const REPLAY: Command = {
  name: "replay",
  operands: "STAGE",
  about: "run a stage and all that it is built from again, from the seed on, and compare every tree",
  more: [
    "With --interpreted, fromseed itself executes the programs, one instruction after the other: neither this machine's kernel nor its processor has a part in what comes out. It needs no bubblewrap, no Linux and no amd64.",
    "It knows the programs up to tinycc. What it makes is believed by no build; each tree is compared with stages/expected.sha256.",
  ],
  flags: [
    { name: "interpreted", about: "execute the programs by interpretation" },
    { name: "plain", about: "compile nothing on the way: the reference, hundreds of times slower" },
    { name: "most", value: "N", about: "instructions that one step may execute (default: 100000000000)" },
    OFFLINE,
    ...PLACES,
  ],
  example: ["fromseed replay --interpreted tinycc"],
  state: "makes",
  completes: "stages",
  load: () => import("./commands/replay.ts"),
};
