// Which stages somebody with a few minutes builds: drawn by a hash of who they are and of the closure, so that people
// draw different ones, and more often those that few have built. Pure: the same people draw the same.

import { sha256, type Sha256 } from "../bytes/sha256.ts";

export interface Ticket {
  readonly stage: string;
  readonly key: Sha256;
  /** How many others say that they built it. */
  readonly builders: number;
  /** What a build is expected to take. */
  readonly seconds: number;
}

/** Stages in the order in which they were drawn, as far as they fit; one that does not is passed over for the next. */
export function draw(
  tickets: readonly Ticket[],
  who: { readonly fingerprint: string; readonly closure: Sha256 },
  seconds: number,
): readonly Ticket[] {
  // Weighted drawing without replacement (Efraimidis and Spirakis): the smallest of -ln(u) / weight comes first.
  const drawn = tickets
    .map((ticket) => {
      const digest = sha256(`fromseed-lottery 1\n${who.fingerprint}\n${who.closure}\n${ticket.key}\n`);
      const u = (Number.parseInt(digest.slice(0, 12), 16) + 1) / 2 ** 48;
      return { ticket, turn: -Math.log(u) * (1 + ticket.builders) ** 2 };
    })
    .sort((a, b) => a.turn - b.turn);
  const taken: Ticket[] = [];
  let left = seconds;
  for (const { ticket } of drawn) {
    if (ticket.seconds > left) continue;
    taken.push(ticket);
    left -= ticket.seconds;
  }
  return taken;
}
