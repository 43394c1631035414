// Reporter: what every renderer of a run is. It must never change the run: it takes events and only writes.

import type { Event } from "../model/event.ts";

export interface Reporter {
  /** Takes one event, in the order in which they happen. Returns at once: drawing may come later. */
  take(event: Event): void;
  /** Writes what is still to be written and gives the terminal back. No event may follow. */
  finish(): Promise<void>;
}
