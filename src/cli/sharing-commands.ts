// The part of the table of commands that is about other people's hands: publishing, pulling, installing.

import type { Command } from "./command.ts";
import type { Flag } from "./options.ts";
import { VERDICT_FLAGS } from "./verdict-flags.ts";

const FROM: Flag = { name: "from", value: "DIR|URL", about: "a folder that fromseed publish has filled" };

export const SHARING_COMMANDS: readonly Command[] = [
  {
    name: "publish",
    operands: "TARGET DIR",
    about: "fill a plain folder with what others need to take a target: trees, manifests, signatures",
    more: [
      "Any web server, rsync or disk carries it; src/published/PUBLISHED.md says what is in it. A second publish adds only what is new.",
      "What was signed and attested here goes along, and with --signatures what others did.",
    ],
    flags: [
      {
        name: "signatures",
        value: "DIR",
        repeat: true,
        about: "signatures and observations of others (may be repeated)",
      },
    ],
    example: ["fromseed publish gcc-13 /srv/www/fromseed --signatures shared"],
    state: "reads",
    completes: "stages",
    load: () => import("./commands/publish.ts"),
  },
  {
    name: "pull",
    operands: "TARGET",
    about: "take a target and all it descends from out of a published folder, once a policy accepts it",
    more: [
      "The manifests are followed down to the seed and judged as verify judges them. Only then trees are fetched, and each byte is compared with what the manifests list. What is pulled is known as taken, and a build goes on from it.",
    ],
    flags: [FROM, ...VERDICT_FLAGS],
    example: ["fromseed pull gcc-13 --from https://example.org/fromseed --keys keys --policy policy.txt"],
    state: "makes",
    completes: "stages",
    load: () => import("./commands/pull.ts"),
  },
];
