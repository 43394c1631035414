// Forms: what each kind of text in a recipe or stage may look like. Patterns are the same in the JSON Schemas.
// Must never allow a text that means something else to a shell, a URL or a file system than it does to the reader.

import { CRATE_NAME, CRATE_VERSION } from "../model/crate-release.ts";
import type { Form } from "./shape.ts";

/** A name of a recipe, stage, source, step or parameter. */
export const NAME: Form = {
  says: "a name of lower-case letters, digits and . + -",
  pattern: /^[a-z0-9][a-z0-9.+-]{0,99}$/,
  hint: "for example libc-2; its first character is a letter or digit",
};

/** One line for a reader. */
export const LINE: Form = { says: "a line of text", pattern: /^\S(.{0,998}\S)?$/ };

/** A value that a program is given; it may be empty and hold anything but NUL. */
export const VALUE: Form = { says: "text", pattern: /^[^\0]*$/ };

export const VERSION: Form = { says: "a version", pattern: /^[A-Za-z0-9][A-Za-z0-9.+~_-]{0,99}$/, quoted: true };

export const SHA256: Form = {
  says: "64 lower-case hexadecimal digits",
  pattern: /^[0-9a-f]{64}$/,
  hint: "take it from sha256sum",
};

/** The digest of a tree's listing (src/store/LISTING.md). */
export const TREE: Form = {
  ...SHA256,
  hint: "pin any digest first: `fromseed fetch` then tells which tree came out, to look at and to pin",
};

/** The name of an upstream file, without directories. */
export const FILE_NAME: Form = {
  says: "a file name",
  pattern: /^[A-Za-z0-9][A-Za-z0-9.+~_-]{0,199}$/,
  hint: "only letters, digits and . + ~ _ -; no directory",
};

/** SPDX expression by its form; whether its identifiers are in SPDX's list is not checked. */
export const LICENCE: Form = {
  says: "an SPDX expression",
  pattern: /^\(*[A-Za-z0-9][A-Za-z0-9.+:-]*\)*( (AND|OR|WITH) \(*[A-Za-z0-9][A-Za-z0-9.+:-]*\)*)*$/,
  hint: "for example MIT, or GPL-3.0-or-later WITH GCC-exception-3.1; LicenseRef-NAME for what SPDX does not list",
};

const SEGMENT = String.raw`(?!\.{1,2}(/|$))[^/\0\n]+`;

/** A path below some root: relative, no empty, "." or ".." parts. A "/" at its end means a directory. */
export const PATH: Form = {
  says: "a relative path without . and ..",
  pattern: new RegExp(String.raw`^${SEGMENT}(/${SEGMENT})*/?$`),
  hint: "it must not lead out of its root",
};

export const FILE_PATH: Form = {
  ...PATH,
  says: "a relative path of a file without . and ..",
  pattern: new RegExp(String.raw`^${SEGMENT}(/${SEGMENT})*$`),
};

/** A name in a pattern: SEGMENT with "*" for any part of a name. Two of them are never a part of one. */
const PATTERN_SEGMENT = String.raw`(?!\.{1,2}(/|$))(?!\*\*)(?:[^/*\0\n]|\*(?!\*))+`;

/** Files and directories of an unpacked source, from its top. src/model/path-pattern.ts says what it matches. */
export const PATTERN: Form = {
  says: "a relative path without . and ..",
  pattern: new RegExp(String.raw`^(\*\*/)?${PATTERN_SEGMENT}(/${PATTERN_SEGMENT})*/?$`),
  hint: '"*" stands for a part of one name; "**" only for directories, at the start: **/testsuite/',
};

/** Crates of lock files, by their names and versions, with "*" for any part of either. */
const CRATES = String.raw`[A-Za-z*][A-Za-z0-9_*-]{0,63}@[0-9*][0-9A-Za-z.+*-]{0,99}`;

/** The same after a source's name, or after crates': `<source>/<pattern>`; or a source's name alone. */
export const SOURCE_PATTERN: Form = {
  says: "a path that starts with a source's name, without . and ..",
  pattern: new RegExp(String.raw`^([a-z0-9][a-z0-9.+-]{0,99}|${CRATES})(/\*\*(?=/[^/]))?(/${PATTERN_SEGMENT})*/?$`),
  hint: '"*" stands for a part of one name; "**" only for directories, after the source: gcc/**/configure',
};

/** Files of crates that a lock file pins: `NAME@VERSION/<pattern>`. */
export const CRATE_FILES: Form = {
  says: "a path that starts with a crate and its version, without . and ..",
  pattern: new RegExp(String.raw`^${CRATES}(/\*\*(?=/[^/]))?(/${PATTERN_SEGMENT})+/?$`),
  hint: "for example zstd-sys@*/zstd/tests/",
};

/** Any path, to a directory of this machine or of the repository. */
export const ANY_DIRECTORY: Form = {
  ...PATH,
  says: "a path without . and ..",
  pattern: new RegExp(String.raw`^/?${SEGMENT}(/${SEGMENT})*/?$`),
};

/** A path inside the sealed root. */
export const INSIDE: Form = {
  says: "an absolute path without . and ..",
  pattern: new RegExp(String.raw`^(/|(/${SEGMENT})+)$`),
};

/** An entry of a PATH, inside too. */
export const PATH_ENTRY: Form = {
  says: "an absolute path without . and .., and without a colon",
  pattern: new RegExp(String.raw`^(/|(/(?![^/]*:)${SEGMENT})+)$`),
};

export const POOL_PATH: Form = {
  says: "a path that starts with pool/",
  pattern: new RegExp(String.raw`^pool(/${SEGMENT})+$`),
  hint: "the path below a Debian archive's root: pool/main/m/musl/musl_1.2.5.orig.tar.gz",
};

export const CRATE: Form = {
  says: "a crate and its version",
  pattern: new RegExp(`^${CRATE_NAME}@${CRATE_VERSION}$`),
  hint: "for example ripgrep@14.1.1",
};

/** What Rust is compiled for. */
export const TRIPLE: Form = {
  says: "a target of Rust",
  pattern: /^[a-z0-9_]{1,30}(-[a-z0-9_.]{1,30}){1,3}$/,
  hint: "for example x86_64-unknown-linux-musl",
};

/** A package of a lock's own. */
export const PACKAGE: Form = {
  says: "a name of a package",
  pattern: new RegExp(`^${CRATE_NAME}$`),
  hint: "as its Cargo.toml has it",
};

/** A feature of a package (Cargo Reference, "The [features] section"). */
export const FEATURE: Form = {
  says: "a name of a feature",
  pattern: /^[A-Za-z0-9_][A-Za-z0-9_+.-]{0,63}$/,
  hint: "as a package's Cargo.toml has it, or default; what it turns on of others is found from there",
};

/** Names of crates. */
export const CRATE_PATTERN: Form = {
  says: 'a name of a crate, with "*" for any part of it',
  pattern: /^(?!\*+$)[A-Za-z*][A-Za-z0-9_*-]{0,63}$/,
  hint: "for example windows*",
};

/** A release of a Python project: its name in whatever spelling, and its version. */
export const PYPI: Form = {
  says: "a Python project and its version",
  pattern: /^[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?@[0-9A-Za-z][0-9A-Za-z.!+_-]{0,99}$/,
  hint: "for example uv@0.12.5",
};

/** A component of a release of Rust, as the lists of rustup's toolchains call it. */
export const COMPONENT: Form = {
  says: "a component of Rust and its release",
  pattern: /^[a-z0-9][a-z0-9_-]{0,99}@[0-9]{1,4}(\.[0-9]{1,4}){2}(-[a-z0-9.]{1,20})?$/,
  hint: "for example rustc-x86_64-unknown-linux-gnu@1.95.0",
};

export const SNAPSHOT: Form = {
  says: "a sha1, or a time and a path that starts with pool/",
  pattern: new RegExp(String.raw`^([0-9a-f]{40}|[0-9]{8}T[0-9]{6}Z/pool(/${SEGMENT})+)$`),
  hint: "as Debian's snapshot archive has it: 20240101T000000Z/pool/main/m/musl/musl_1.2.4.orig.tar.gz, or the file's sha1",
};

export const HERITAGE: Form = {
  says: "the identifier of a content: swh:1:cnt: and 40 hexadecimal digits",
  pattern: /^swh:1:cnt:[0-9a-f]{40}$/,
  hint: "the archive gives single files back as they were; a directory is packed again, to other bytes",
};

export const ADDRESS: Form = {
  says: "an http or https address",
  pattern: /^https?:\/\/[A-Za-z0-9.-]+(:[0-9]{1,5})?\/[!-~]*$/,
};

/** What stands before a name, so that the whole is one: `seed-`. */
export const PREFIX: Form = {
  says: "the start of a name",
  pattern: /^[a-z0-9][a-z0-9.+-]{0,40}$/,
  hint: "lower-case letters, digits and . + -, for example toolchain-",
};

/** The digest of the tree of a project's recipes, stages, seed and rungs. */
export const PROJECT_TREE: Form = {
  ...SHA256,
  hint: "write any digest first: `fromseed check` then tells which one the place gives, to look at and to pin",
};

/** The digest of a project's own source tree. */
export const OWN_TREE: Form = {
  ...SHA256,
  hint: "write any digest first: `fromseed check` then tells which one the commit has",
};

export const COMMIT: Form = {
  says: "the whole name of a commit",
  pattern: /^([0-9a-f]{40}|[0-9a-f]{64})$/,
  hint: "as git rev-parse HEAD tells it: branches, tags and short names move",
};

/** Of these schemes alone: git runs programs for some others. */
export const GIT_ADDRESS: Form = {
  says: "an address of a git repository",
  pattern: /^((https?|ssh|git|file):\/\/[!-~]+|\/[^\0\n]*)$/,
  hint: "https://, http://, ssh://, git:// or file://, or the absolute path of a repository",
};

/** An address or a path of a file. */
export const ANY_PLACE: Form = {
  says: "an http or https address, or a path of a file",
  pattern: /^(https?:\/\/[A-Za-z0-9.-]+(:[0-9]{1,5})?\/[!-~]*|(?!https?:)[^\0\n]+)$/,
};

/** It may lead out of the project, unlike other paths: `../toolchain`. */
export const PROJECT_DIRECTORY: Form = { says: "a path", pattern: /^[^\0\n]+$/ };

export const ENVIRONMENT_NAME: Form = {
  says: "a name of an environment variable",
  pattern: /^(?!JOBS$)[A-Za-z_][A-Za-z0-9_]{0,99}$/,
  hint: "only letters, digits and _; JOBS is set by fromseed itself",
};

export const DURATION: Form = { says: "a time like 90s, 30m or 3h", pattern: /^[1-9][0-9]{0,6}[smh]$/ };

export const AMOUNT: Form = { says: "an amount like 512MiB or 4GiB", pattern: /^[1-9][0-9]{0,5}(KiB|MiB|GiB|TiB)$/ };

/** Seconds of a text that has the form DURATION. */
export function seconds(duration: string): number {
  return Number(duration.slice(0, -1)) * { s: 1, m: 60, h: 3600 }[duration.slice(-1) as "s" | "m" | "h"];
}

/** Bytes of a text that has the form AMOUNT. */
export function bytes(amount: string): number {
  return Number(amount.slice(0, -3)) * 1024 ** (1 + ["KiB", "MiB", "GiB", "TiB"].indexOf(amount.slice(-3)));
}
