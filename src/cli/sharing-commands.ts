// The part of the table of commands that is about other people's hands: publishing, pulling, installing.

import type { Command } from "./command.ts";

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
];
