// Registry: what tells where the file of a release may be had, by the configuration of the registry's own client. Must
// never be trusted: whatever it names, only the pinned file is taken.

import type { Release } from "../model/recipe.ts";
import type { Answered } from "./miss.ts";
import type { FilePlace, Looked } from "./wanted.ts";

/** Gives the text at an address as askText does: of at most so many bytes, in one of the forms wanted. */
export type Ask = (url: string, wanted: { readonly most: number; readonly accept?: string }) => Promise<Answered>;

export interface Registry {
  /**
   * Files of this machine come first. Of what is looked for without a digest, the places have what the registry tells, if
   * it is asked. Rejects when the signal of `ask` is raised.
   */
  find(release: Release, looked: Looked, ask: Ask | "offline"): Promise<FoundPlaces>;
}

export interface FoundPlaces {
  readonly places: readonly FilePlace[];
  /** What was asked or looked at and cannot give it, a line each: where, and what was found. */
  readonly misses: readonly string[];
  /** Places that only the network could tell of, which was not to be used. */
  readonly skipped: number;
}

/** Joins what several places to look told, in their order but files of this machine first. */
export function joined(found: readonly FoundPlaces[]): FoundPlaces {
  const places = found.flatMap((each) => each.places);
  return {
    places: [...places.filter(({ type }) => type === "file"), ...places.filter(({ type }) => type === "http")],
    misses: found.flatMap((each) => each.misses),
    skipped: found.reduce((sum, each) => sum + each.skipped, 0),
  };
}

export const NOWHERE: FoundPlaces = { places: [], misses: [], skipped: 0 };
