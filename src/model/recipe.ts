// Recipe: how a thing is built. Stage: a recipe bound to the stages whose outputs it may use.

import type { Sha256 } from "../bytes/sha256.ts";
import type { Place } from "./failure.ts";
import type { ProjectPlace } from "./import.ts";

/** One way to obtain a source, in the order in which they are tried. */
export type SourcePlace =
  /** A path in a Debian archive (`pool/main/...`), served by the mirror that apt uses or one given. */
  | { readonly type: "debian"; readonly path: string }
  | { readonly type: "url"; readonly url: string }
  /** In Debian's snapshot archive: a file by its sha1, or `TIME/pool/...` as the archive was then. */
  | { readonly type: "snapshot"; readonly path: string }
  /** A content of Software Heritage, by its identifier `swh:1:cnt:...`. */
  | { readonly type: "software-heritage"; readonly id: string }
  /** A directory on this machine that holds the file by its name. */
  | { readonly type: "directory"; readonly path: string }
  /** Of a toolchain that rustup put on this machine, packed here. */
  | ({ readonly type: "rustup" } & Component)
  | Release;

/** A component of a release of Rust, as rustup calls it: `rustc-x86_64-unknown-linux-gnu` of `1.95.0`. */
export interface Component {
  readonly name: string;
  readonly version: string;
}

/** A file of a package registry: a crate, or the source distribution of a Python project. */
export type Release = ({ readonly type: "crate" } | { readonly type: "pypi" }) & {
  readonly name: string;
  readonly version: string;
};

/** A release as it is written, `NAME@VERSION`; a name has no `@`. */
export function releaseText({ name, version }: Pick<Release, "name" | "version">): string {
  return `${name}@${version}`;
}

/** Of what releaseText gives. */
export function readRelease(text: string): Pick<Release, "name" | "version"> {
  const at = text.indexOf("@");
  return { name: text.slice(0, at), version: text.slice(at + 1) };
}

/** Where steps see the crates of lock files: `/src/vendor/<name>-<version>`. */
export const VENDOR = "vendor";

/** One pinned upstream file. */
export interface Source {
  readonly name: string;
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: Sha256;
  /** SPDX expression. */
  readonly licence: string;
  readonly places: readonly SourcePlace[];
  /**
   * Absent for a file that is used as it is. `tree` is the digest of the unpacked tree, `strip` how many leading path
   * components are dropped, `inner` a path of an archive within the archive that is unpacked instead, `keep` what alone
   * stays of it (all, when empty), `remove` what of that is left out. Patterns count from the top of the tree.
   */
  readonly unpack?: {
    readonly tree: Sha256;
    readonly strip: number;
    readonly inner?: { readonly path: string; readonly sha256: Sha256 };
    readonly keep: readonly PathPattern[];
    readonly remove: readonly PathPattern[];
  };
  /** The crates that a lock file in its tree pins. */
  readonly crates?: CrateChoice;
  /**
   * Of a crate that a lock file pins, which is named as `<source>/<path>`: its tree is what that unpacker made of it here,
   * and pinned by nobody.
   */
  readonly locked?: { readonly lock: string; readonly unpacker: number };
  /** Of a source that nobody can read, and that stands for a part of the way. */
  readonly bridge?: BridgeWords;
  readonly at: Place;
}

/** Which crates of a lock file are taken: all, where no targets, packages and features are told. */
export interface CrateChoice {
  /** A path in the source. */
  readonly lock: string;
  /** Of what is compiled, build scripts too; empty where none is told. */
  readonly targets: readonly string[];
  /** Those of the lock's own packages that are built; all, when empty. */
  readonly packages: readonly NamedAt[];
  /** Of these packages; undefined where all are asked for. */
  readonly features: readonly NamedAt[] | undefined;
  /** Of names of crates that are left out. */
  readonly without: readonly PathPattern[];
  /** Parts of crates that are left out, as `NAME@VERSION/<pattern>`. */
  readonly remove: readonly PathPattern[];
  readonly at: Place;
}

/** A name of something else, with the place where it is asked for. */
export interface NamedAt {
  readonly name: string;
  readonly at: Place;
}

/** What is said of a bridge. */
export interface BridgeWords {
  /** Why it is needed. */
  readonly why: string;
  /** What would make it from source. */
  readonly standsFor: string;
  /** What must come about for it to go. */
  readonly until: string;
  /** What it descends from itself, by names that other bridges may share; sorted by bytes. */
  readonly lineage: readonly string[];
}

/** A source that is declared as a bridge. */
export type BridgeSource = Source & Required<Pick<Source, "bridge">>;

export function isBridge(source: Source): source is BridgeSource {
  return source.bridge !== undefined;
}

/** A project's own source tree, as a source: what its repository holds at HEAD, but for NOT_SOURCE. */
export interface OwnTree {
  readonly name: string;
  /** SPDX expression. */
  readonly licence: string;
  readonly tree: Sha256;
  /** The project's folder, or where it is imported from. */
  readonly places: readonly ProjectPlace[];
  /** The crates that a lock file in it pins. */
  readonly crates?: CrateChoice;
  readonly at: Place;
}

/** The most that a stage may use of the machine. Seconds, bytes, counts. Not part of the key. */
export interface Limits {
  readonly seconds: number;
  readonly memory: number;
  readonly processes: number;
  readonly disk: number;
}

/** One command of a build, run by itself: an argv list, no shell in between unless it is argv[0]. */
export interface Step {
  readonly name: string;
  readonly argv: readonly string[];
  /** Where it runs, an absolute path inside; `/work` by default. */
  readonly directory: string;
  readonly at: Place;
}

/** Files that one path of a recipe names, by the rules of src/model/path-pattern.ts; and where it stands. */
export interface PathPattern {
  readonly path: string;
  readonly at: Place;
  /** It is of many sources, and names something in some of them. */
  readonly mayNameNothing?: true;
}

/**
 * Files in the sources that one other program wrote: declared so that an audit can count them. The patterns here and in
 * Written start with a source's name.
 */
export interface Pregenerated {
  readonly by: string;
  readonly why: string;
  /**
   * The file of the repository that compares them with an independent computation: they are then not taken on trust.
   */
  readonly checked?: PathPattern;
  readonly paths: readonly PathPattern[];
}

/** Files in the sources that a person wrote although they look generated, and why they look so. */
export interface Written {
  readonly why: string;
  readonly paths: readonly PathPattern[];
}

/** A path of the output. One that ends in "/" is a directory, any other a file or a link. */
export interface Output {
  readonly path: string;
  readonly at: Place;
}

export interface Recipe {
  readonly name: string;
  /** The directory of its project, with no symbolic link in it: `files`, `patches` and a seed's text lie there. */
  readonly root: string;
  /** What its project is called as an import: `toolchain`, or `toolchain:seed` for an import's own; else absent. */
  readonly imported?: string;
  readonly version: string;
  readonly about: string;
  readonly sources: readonly Source[];
  readonly own?: OwnTree;
  /**
   * Files of the repository, by their paths from its root; seen by the steps below `/repo`. A path that ends in "/"
   * means all below it.
   */
  readonly files: readonly string[];
  /** Patches among `files`, applied by the recipe's own steps; counted by the audit. */
  readonly patches: readonly string[];
  readonly pregenerated: readonly Pregenerated[];
  /** A file that these name is never one of `pregenerated`, whose patterns may match more than was meant. */
  readonly written: readonly Written[];
  /**
   * Names and default values; a stage may give other values. `${name}` in steps and environment stands for the value.
   */
  readonly parameters: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether the steps see a private /proc. */
  readonly proc: boolean;
  /** Whether steps may use several cores: then, and only then, `JOBS` is more than 1. */
  readonly parallel: boolean;
  readonly limits: Limits;
  /** What makes the output. Either steps, or for the seed alone: the text that its bytes are written in. */
  readonly build:
    | { readonly type: "steps"; readonly steps: readonly Step[] }
    | {
        readonly type: "seed";
        readonly text: string;
        readonly path: string;
        readonly size: number;
        readonly sha256: Sha256;
      };
  /** Steps run after the output is sealed, with the output laid over the root; they must exit 0 and leave nothing. */
  readonly checks: readonly Step[];
  /** What the output must hold; it may hold nothing that is not one of these or below one. */
  readonly outputs: readonly Output[];
  readonly at: Place;
}

/** All that the steps see by a name below /src: what is pinned, and then the project's own tree. */
export function namedSources({ sources, own }: Pick<Recipe, "sources" | "own">): readonly (Source | OwnTree)[] {
  return own === undefined ? sources : [...sources, own];
}

/** What steps see below /src, by name: the crates of lock files are in one directory. */
export function seenNames(recipe: Pick<Recipe, "sources" | "own">): readonly string[] {
  const all = namedSources(recipe);
  const own = all.filter((source) => !("locked" in source)).map(({ name }) => name);
  return all.some(({ crates }) => crates !== undefined) ? [...own, VENDOR] : own;
}

/** One node of the DAG. */
export interface Stage {
  /** What the project that is worked in calls it: nothing else there has that name. */
  readonly name: string;
  /** What its own project calls it. Keys, manifests and observations know it by that, whoever imports it. */
  readonly ownName: string;
  /** With this stage's parameters put into its steps and environment: nobody need look for `${` in them again. */
  readonly recipe: Recipe;
  /** Stages whose trees are laid at `/`. */
  readonly uses: readonly UsedStage[];
  /** The recipe's parameters with this stage's values. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly at: Place;
}

/** A stage that another one uses, by what each project calls it: the one that is worked in, and its own. */
export interface UsedStage {
  readonly stage: string;
  readonly ownName: string;
  readonly at: Place;
}

/** Stages that are exported together, as a container image. */
export interface Image {
  readonly name: string;
  readonly about: string;
  /** Their trees are its layers, the lowest first. */
  readonly stages: readonly string[];
  /** The program that a container runs, an absolute path inside. */
  readonly entrypoint?: string;
  /** The folders that a container finds programs in by name, absolute paths inside; /bin when there are none. */
  readonly path?: readonly string[];
  readonly at: Place;
}
