// The flags of commands that fetch sources: from where, or not at all.

import type { Flag } from "./options.ts";

const MIRROR: Flag = {
  name: "mirror",
  value: "URL|DIR",
  repeat: true,
  about: "try this Debian mirror, or this directory of files, before any other place (may be repeated)",
};
const CRATES: Flag = {
  name: "crates",
  value: "URL|DIR",
  repeat: true,
  about: "try this sparse index of crates, or this directory of crate files, before what cargo is set to",
};
const PYPI: Flag = {
  name: "pypi",
  value: "URL|DIR",
  repeat: true,
  about: "try this index of Python projects, or this directory of files, before what pip is set to",
};
/** Where sources are had from, beside what recipes say. */
export const PLACES: readonly Flag[] = [MIRROR, CRATES, PYPI];
export const OFFLINE: Flag = { name: "offline", about: "never touch the network" };
