// The version of what unpack.ts makes of an archive. Raised whenever the tree of some archive and recipe comes out
// different than before, so that what was recorded of an earlier unpacker is never taken for this one's work.

export const UNPACKER_VERSION = 1;
