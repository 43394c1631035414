// Ways that share no key, as many as there are, and together as short as can be: a flow of least cost, one unit a key,
// grown by shortest augmenting ways (Ford and Fulkerson; Busacker and Gowen). Must never count hops: that is for others.

import { END, START, type Corridor } from "./corridor.ts";

const NONE = -1;

export class Flow {
  readonly #out: Corridor["out"];
  /** The key after and before each on its way; NONE where no way goes through it. */
  readonly #after: Int32Array;
  readonly #before: Int32Array;
  /** Of the last search, by state: a key's entrance is twice its number, its exit one more. */
  readonly #distance: Float64Array;
  readonly #from: Int32Array;
  /** States to go on from, and whether each is among them. */
  readonly #queue: number[] = [];
  readonly #queued: Uint8Array;
  readonly #isBlocked: (node: number) => boolean;
  /** How many ways there are. */
  size = 0;

  constructor({ out }: Pick<Corridor, "out">, isBlocked: (node: number) => boolean = () => false) {
    this.#out = out;
    this.#isBlocked = isBlocked;
    this.#after = new Int32Array(out.length).fill(NONE);
    this.#before = new Int32Array(out.length).fill(NONE);
    this.#distance = new Float64Array(2 * out.length);
    this.#from = new Int32Array(2 * out.length);
    this.#queued = new Uint8Array(2 * out.length);
  }

  /**
   * At the beginning: takes each way with one key between. Shorter ones there are none, and none of them is in another's
   * way, so that these are the first that the searches would find.
   */
  begin(): void {
    if (this.size > 0) throw new Error("our bug: a flow begins once");
    for (const node of this.#out[START]!) {
      if (node === END || this.#isBlocked(node) || !this.#out[node]!.includes(END)) continue;
      this.#before[node] = START;
      this.#after[node] = END;
      this.size++;
    }
  }

  /** Makes it one way more, if it can be. */
  grow(): boolean {
    this.#search();
    if (this.#distance[2 * END] === Infinity) return false;
    const added: (readonly [number, number])[] = [];
    for (let state = 2 * END; state !== 2 * START + 1; state = this.#from[state]!) {
      const to = state >> 1;
      const from = this.#from[state]! >> 1;
      if (to === from) continue;
      // Into an entrance goes a new step; out of one and into an exit goes back over an old one.
      if ((state & 1) === 0) added.push([from, to]);
      else {
        this.#after[to] = NONE;
        this.#before[from] = NONE;
      }
    }
    for (const [from, to] of added) {
      if (from !== START) this.#after[from] = to;
      if (to !== END) this.#before[to] = from;
    }
    this.size++;
    return true;
  }

  /** How many of the ways have so few hops, without making them. */
  shortOnes(mostHops: number): number {
    let count = 0;
    for (const first of this.#out[START]!) {
      if (this.#before[first] !== START) continue;
      let hops = 1;
      for (let node = first; node !== END && hops <= mostHops; node = this.#after[node]!) hops++;
      if (hops <= mostHops) count++;
    }
    return count;
  }

  get ways(): readonly (readonly number[])[] {
    const ways: number[][] = [];
    for (const first of this.#out[START]!) {
      if (this.#before[first] !== START) continue;
      const way = [START];
      for (let node = first; node !== END; node = this.#after[node]!) way.push(node);
      ways.push([...way, END]);
    }
    return ways;
  }

  /** Once it cannot grow: keys, as many as there are ways, without which there is none. */
  get cut(): readonly number[] {
    const reached = (state: number): boolean => this.#distance[state]! < Infinity;
    return [...this.#out.keys()].filter((node) => node > END && reached(2 * node) && !reached(2 * node + 1));
  }

  /** Shortest distances to all states; steps back over a way cost less than nothing, but no circle does. */
  #search(): void {
    const distance = this.#distance.fill(Infinity);
    const queue = this.#queue;
    const queued = this.#queued;
    const before = this.#before;
    queue.length = 0;
    queue.push(2 * START + 1);
    distance[2 * START + 1] = 0;
    const step = (from: number, to: number, cost: number): void => {
      const length = distance[from]! + cost;
      if (length >= distance[to]!) return;
      distance[to] = length;
      this.#from[to] = from;
      if (queued[to] === 0) {
        queued[to] = 1;
        queue.push(to);
      }
    };
    for (let head = 0; head < queue.length; head++) {
      const state = queue[head]!;
      queued[state] = 0;
      const node = state >> 1;
      if (node === END) continue;
      const isUsed = before[node] !== NONE;
      if ((state & 1) === 0) {
        if (!isUsed) step(state, state + 1, 0);
        else if (before[node] !== START) step(state, 2 * before[node]! + 1, -1);
      } else {
        for (const next of this.#out[node]!) if (!this.#isBlocked(next)) step(state, 2 * next, 1);
        if (isUsed) step(state, state - 1, 0);
      }
    }
  }
}
