// What a place did not give, and why.

/** Why a place did not give the source, and who answered there. */
export interface Miss {
  readonly found: string;
  readonly servedBy: string | undefined;
  /** Whether it gave bytes, and not the pinned ones. */
  readonly wrongBytes?: true;
  /** Whether time was lost there: the server was too slow, or every attempt failed. */
  readonly slow?: true;
}

/** All that a place has, or why it gives nothing. */
export type Answered = { readonly ok: true; readonly value: Buffer } | ({ readonly ok: false } & Miss);
