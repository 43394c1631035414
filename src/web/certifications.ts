// All certifications of a web as one table of numbers: there are tens of thousands, and an object for each would cost
// more than a whole question. Must never be changed once it is made.

/** What one key signed about another's user ID. */
export interface Certification {
  /** The index of the issuer's key. */
  readonly issuer: number;
  /** Times are seconds since 1970. */
  readonly created: number;
  /** Infinity for never; so is the last. */
  readonly expires: number;
  /** OpenPGP's number of the digest (RFC 9580, section 9.5). */
  readonly hash: number;
  /** 0x10 to 0x13 (section 5.2.1). */
  readonly type: number;
  /** When the same key first took it back. */
  readonly revoked: number;
}

/** The columns, in the order in which a text has them. */
export const [ISSUER, CREATED, EXPIRES, HASH, TYPE, REVOKED] = [0, 1, 2, 3, 4, 5] as const;
export const WIDTH = 6;

export class Certifications {
  readonly #cells: Float64Array;
  readonly size: number;

  /** `cells` are rows of WIDTH numbers, `size` of them; there may be room for more. */
  constructor(cells: Float64Array, size: number) {
    this.#cells = cells;
    this.size = size;
  }

  static of(all: readonly Certification[]): Certifications {
    const cells = new Float64Array(WIDTH * all.length);
    for (const [row, { issuer, created, expires, hash, type, revoked }] of all.entries())
      cells.set([issuer, created, expires, hash, type, revoked], WIDTH * row);
    return new Certifications(cells, all.length);
  }

  cell(row: number, column: number): number {
    return this.#cells[WIDTH * row + column]!;
  }

  row(row: number): Certification {
    const [issuer, created, expires, hash, type, revoked] = this.#cells.subarray(WIDTH * row, WIDTH * (row + 1));
    return { issuer: issuer!, created: created!, expires: expires!, hash: hash!, type: type!, revoked: revoked! };
  }

  /** As objects, for those who look at all of them once. */
  rows(from = 0, to = this.size): readonly Certification[] {
    return Array.from({ length: to - from }, (_, index) => this.row(from + index));
  }
}
