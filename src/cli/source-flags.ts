// The flags of commands that fetch sources: from where, or not at all.

import type { Flag } from "./options.ts";

export const MIRROR: Flag = {
  name: "mirror",
  value: "URL|DIR",
  repeat: true,
  about: "try this Debian mirror, or this directory of files, before any other place (may be repeated)",
};
export const OFFLINE: Flag = { name: "offline", about: "never touch the network" };
