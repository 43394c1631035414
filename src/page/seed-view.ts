// The first part of the page: the seed's bytes, their digest, and every instruction with its reason.

import type { Chain, ChainStage } from "./chain.ts";
import { byId, element, verdictOf } from "./element.ts";
import { byteText, hexBytes } from "./hex-text.ts";
import { readListing } from "./listing.ts";
import { ListingView } from "./listing-view.ts";
import { sha256 } from "./sha256.ts";
import type { Files } from "./trees.ts";
import { numberText } from "./number-text.ts";

export function showSeed(chain: Chain, files: Files): void {
  const build = seedOf(chain.stages);
  const text = new TextDecoder().decode(files.get(`repo/${build.text}`)!.bytes);
  const bytes = hexBytes(text);
  byId("seed-grid").replaceChildren(...[...bytes].map((byte) => element("span", {}, byteText(byte))));
  byId("seed-size").textContent = `${numberText(bytes.length)} bytes`;
  const digest = sha256(bytes);
  byId("seed-digest").textContent = digest;
  byId("seed-published").textContent = build.sha256;
  byId("seed-verdict").replaceChildren(verdictOf(digest, build.sha256));
  new ListingView(byId("seed-listing"), readListing(text));
}

function seedOf(stages: readonly ChainStage[]): Extract<ChainStage["build"], { type: "seed" }> {
  for (const { build } of stages) if (build.type === "seed") return build;
  throw new Error("our bug: no stage of the chain is the seed");
}
