// The part of the table of commands that is about other people's hands: publishing, pulling, installing.

import type { Command } from "./command.ts";
import type { Flag } from "./options.ts";
import { OFFLINE, PLACES } from "./source-flags.ts";
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
    name: "bundle",
    operands: "TARGET FILE",
    about: "write all that a rebuild needs into one file: this checkout, sources, Node and its packages",
    more: [
      "Unpack it with tar on a machine without a network, and run ./build there. The file is the same to the byte whoever writes it from the same commit; src/bundle/BUNDLE.md says what is in it.",
    ],
    flags: [...PLACES, OFFLINE],
    example: ["fromseed bundle gcc-13 gcc-13.tar", "tar -xf gcc-13.tar && fromseed-gcc-13/build"],
    state: "makes",
    completes: "stages",
    load: () => import("./commands/bundle.ts"),
  },
  {
    name: "unbundle",
    operands: "FILE DIR",
    about: "unpack a bundle of somebody else's: what leaves the folder, or is not as its sums say, is refused",
    more: [],
    flags: [{ name: "tree", value: "SHA256", about: "refuse another bundle than the one that unpacks to this tree" }],
    example: ["fromseed unbundle gcc-13.tar gcc-13"],
    state: "makes",
    completes: "files",
    load: () => import("./commands/unbundle.ts"),
  },
  {
    name: "pull",
    operands: "TARGET",
    about: "take a target and all it descends from out of a published folder, once a policy accepts it",
    more: [
      "The manifests are followed down to the seed and judged as verify judges them. Only then trees are fetched, and each byte is compared with what the manifests list. What is pulled is known as taken, and a build goes on from it.",
    ],
    flags: [FROM, ...VERDICT_FLAGS, ...PLACES],
    example: ["fromseed pull gcc-13 --from https://example.org/fromseed --keys keys --policy policy.txt"],
    state: "makes",
    completes: "stages",
    load: () => import("./commands/pull.ts"),
  },
  {
    name: "install",
    operands: "TARGET",
    about: "lay a target's tree, or a part of it, in a folder of its own, verified at every install",
    more: [
      "The folder must be empty or not there yet; it is there whole or not at all, with a receipt. src/installed/INSTALLED.md says more.",
      "What was built here is installed as it is; what others built, once --policy accepts it. With --from it is taken from a published folder.",
      "Files that name absolute paths of the root that they were built for are named.",
    ],
    flags: [
      { name: "prefix", value: "DIR", about: "the folder" },
      {
        name: "output",
        value: "PATH",
        repeat: true,
        about: "lay this file or folder of the tree alone (may be repeated)",
      },
      FROM,
      ...VERDICT_FLAGS,
    ],
    example: [
      "fromseed install tinycc --prefix /opt/tinycc",
      "fromseed install gcc-13 --prefix ~/gcc --from https://example.org/fromseed --keys keys --policy policy.txt",
    ],
    state: "makes",
    completes: "stages",
    load: () => import("./commands/install.ts"),
  },
  {
    name: "uninstall",
    operands: "DIR",
    about: "take away what install has laid in a folder, unless something there is not as it was laid",
    more: [],
    flags: [{ name: "force", about: "remove the folder with all that was changed or put there" }],
    example: ["fromseed uninstall /opt/tinycc"],
    state: "reads",
    completes: "files",
    load: () => import("./commands/uninstall.ts"),
  },
  {
    name: "installed",
    operands: "[DIR...]",
    about: "show what is installed where, and whether it is still as it was laid",
    more: [],
    flags: [{ name: "verify", about: "read all of it again: changed, missing and strange files are named" }],
    example: ["fromseed installed --verify"],
    state: "reads",
    completes: "files",
    load: () => import("./commands/installed.ts"),
  },
];
