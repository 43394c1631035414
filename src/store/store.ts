// Store: all that fromseed keeps, below one home, for any number of processes at once. The interface that the engine
// and the commands see. Must never be opened twice for one purpose: a Store holds a shared lock until it is closed,
// which keeps a collection away.

import type { Sha256 } from "../bytes/sha256.ts";
import type { Result } from "../model/failure.ts";
import type { SourceLink } from "../model/source-link.ts";
import type { Tree } from "../model/tree.ts";
import type { Collected, CollectOptions, Keep } from "./collect.ts";
import type { TextKind } from "./store-layout.ts";
import type { SealOptions } from "./seal-tree.ts";
import type { TarReading } from "./export-tar.ts";
import type { UnfinishedLog } from "./unfinished-log.ts";
import type { Finding, VerifyOptions } from "./verify.ts";

export interface WaitOptions {
  /** Ends the waiting with a failure. */
  readonly signal?: AbortSignal;
  /** Called once when another process or stage holds the lock. */
  readonly onWait?: () => void;
}

export interface Store {
  readonly home: string;

  /**
   * Makes a directory, which no program writes to any more, a tree in place: refuses what a tree may not hold, sets
   * modes and times.
   */
  sealTree(directory: string, options?: SealOptions): Promise<Result<Tree>>;
  /**
   * Seals a directory of `newScratch` and moves it into the store; a tree that is there already is kept, and this one
   * is dropped.
   */
  putTree(directory: string, options?: SealOptions): Promise<Result<Tree>>;
  /**
   * Stores a tree from its tar (`readTar`) as somebody else gave it: each byte is compared with what the tree's entries
   * ask for while it comes in, and nothing is stored unless all are right. Rejects with what `tar` rejects with.
   */
  takeTree(tree: Tree, tar: AsyncIterable<Uint8Array>): Promise<Result<void>>;
  hasTree(digest: Sha256): Promise<boolean>;
  /** The tree as its listing has it; its files are not read. */
  tree(digest: Sha256): Promise<Result<Tree>>;
  /** Reads a tree again, all of it: a failure says what is not as it was put. Throws the signal's reason. */
  checkTree(digest: Sha256, signal?: AbortSignal): Promise<Result<undefined>>;
  /** Where a tree lies. Nothing may write there. */
  treeDirectory(digest: Sha256): string;
  /** Where a tree's canonical listing lies. */
  listingPath(digest: Sha256): string;

  /**
   * Moves a file of the store's file system in when it has that digest; else a failure says what it has, and it stays.
   */
  putBlob(file: string, expected: Sha256): Promise<Result<void>>;
  hasBlob(digest: Sha256): Promise<boolean>;
  /** Reads a blob again, as `checkTree` does a tree. */
  checkBlob(digest: Sha256): Promise<Result<undefined>>;
  blobPath(digest: Sha256): string;
  /**
   * Where a download of a blob may grow over several runs, beside files whose names go on after that one. Hold
   * `withLock("source-<digest>")` while writing there.
   */
  partialPath(digest: Sha256): string;
  /** Puts away what lies where a download is to grow, and is no file. */
  clearPartial(digest: Sha256): Promise<Result<void>>;

  /**
   * What came of unpacking this link's file in this link's way, here, whatever tree the given link names; undefined when
   * that was never done here, or what was recorded of it cannot be trusted.
   */
  link(link: SourceLink): Promise<SourceLink | undefined>;
  /** Records what came of unpacking a file. Only who has just done that may call this. */
  putLink(link: SourceLink): Promise<Result<void>>;
  /** Puts a link away that was found to be wrong. */
  dropLink(link: SourceLink): Promise<Result<void>>;
  /** All links that are recorded and whole, in the order of their names. */
  links(): AsyncGenerator<SourceLink, void>;

  /** Puts texts, each whole or not at all. Many at once cost little more than one. */
  putTexts(
    texts: readonly { readonly kind: TextKind; readonly name: string; readonly content: string | Uint8Array }[],
  ): Promise<Result<void>>;
  putText(kind: TextKind, name: string, content: string | Uint8Array): Promise<Result<void>>;
  /** Whether there is a file of that name; what is in it is not looked at. */
  hasText(kind: TextKind, name: string): boolean;
  /** Whether a text of that name was corrupt and is put away, and still kept. */
  isPutAway(kind: TextKind, name: string): boolean;
  /** The text of that name, undefined when there is none, a failure when its bytes are not those that were put. */
  text(kind: TextKind, name: string): Promise<Result<string | undefined>>;
  /** Where a text lies, for a person or another program to read. */
  textPath(kind: TextKind, name: string): string;
  /** The names there are, sorted by bytes. */
  texts(kind: TextKind): Promise<readonly string[]>;
  /**
   * Makes an empty file in a directory of `newScratch` that others see as the unfinished log of that name; gives what
   * hides it again, once the log was put.
   */
  showLog(name: string, file: string): Promise<Result<() => Promise<void>>>;
  /** The log of that name that some process is writing, or that one was writing when it was killed. */
  unfinishedLog(name: string): Promise<Result<UnfinishedLog | undefined>>;

  /**
   * A new empty directory of this process's own, on the store's file system; gone when the store is closed, or swept
   * after a kill.
   */
  newScratch(name: string): Promise<Result<string>>;
  /**
   * Takes a directory of `newScratch` away, whatever modes, names and depths a program left in it; its files go
   * meanwhile, at the latest when the store is closed.
   */
  dropScratch(directory: string): Promise<Result<void>>;

  /**
   * Moves a directory of `newScratch` to where it outlives this process, as what the last failed build of that name
   * left; an earlier one goes, and of all names only the last few stay. False, and it stays where it is, while somebody
   * is in the earlier one or the disk is too full.
   */
  keepFailed(name: string, directory: string): Promise<Result<boolean>>;
  /** Where `keepFailed` keeps what it keeps of that name. */
  failedDirectory(name: string): string;
  /** Removes what `keepFailed` keeps of that name, unless somebody is in it. */
  dropFailed(name: string): Promise<Result<void>>;
  /**
   * Runs `work` with the directory that is kept of that name; a failure when there is none, or somebody else is in it.
   */
  withFailed<T>(name: string, work: (directory: string) => Promise<T>): Promise<Result<T>>;

  /** Runs `work` while no other holder of the same name runs, in this process or another. */
  withLock<T>(name: string, work: () => Promise<T>, options?: WaitOptions): Promise<Result<T>>;

  /** Reads everything again; yields what is not as it was put. Throws the signal's reason when it fires. */
  verify(options?: VerifyOptions): AsyncGenerator<Finding, void>;
  /**
   * Removes what is not kept, and what dead processes left. Fails at once while another process has this store open.
   * `keep` finds what is to be kept when no other process can put anything any more: else what one puts meanwhile would
   * go.
   */
  collect(keep: () => Promise<Result<Keep>>, options?: CollectOptions): Promise<Result<Collected>>;

  /** Copies a tree to a directory that must not exist, as files of 644 and 755. */
  exportDirectory(digest: Sha256, destination: string): Promise<Result<void>>;
  /** A tree as a tar archive, the same to the byte on every machine, in pieces that `take` may use during the call only. */
  readTar(digest: Sha256, to: TarReading): Promise<Result<void>>;

  /**
   * Removes this process's scratch and lets go of the store. What scratch is there when `patience` fires is left, for the
   * next process to sweep.
   */
  close(patience?: AbortSignal): Promise<void>;
}
