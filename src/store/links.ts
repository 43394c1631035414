// Links: what is recorded of files that were unpacked here, each found by its file and the way it was unpacked. Must
// never give a link that was not put, or one that answers another question than was asked.

import type { SourceLink } from "../model/source-link.ts";
import { linkName, readLink } from "./link-text.ts";
import type { StoreLayout } from "./store-layout.ts";
import { getText, textNames } from "./text-store.ts";

export async function getLink(layout: StoreLayout, asked: SourceLink): Promise<SourceLink | undefined> {
  return linkOf(layout, linkName(asked));
}

/** Every link that is whole; a verification tells of the others. */
export async function* allLinks(layout: StoreLayout): AsyncGenerator<SourceLink, void> {
  for (const name of await textNames(layout, "links")) {
    const link = await linkOf(layout, name);
    if (link !== undefined) yield link;
  }
}

async function linkOf(layout: StoreLayout, name: string): Promise<SourceLink | undefined> {
  const text = await getText(layout, "links", name);
  if (!text.ok || text.value === undefined || linkFault(name, text.value) !== undefined) return undefined;
  return readLink(text.value);
}

/** Why a text cannot be the link of that name; undefined when it can. */
export function linkFault(name: string, text: string): string | undefined {
  const link = readLink(text);
  if (link === undefined) return "it is not the text of a link";
  return linkName(link) === name ? undefined : `it is the link ${linkName(link)}, which belongs elsewhere`;
}
