// The web as a text, one item a line, so that keyrings need to be read and verified once. WEB.md gives its grammar.
// Must never be believed beyond the home that wrote it: the signatures are not in it.

import { Certifications, WIDTH } from "./certifications.ts";
import type { Seconds, Span, Web, WebKey, WebUser } from "./web.ts";

const HEAD = "fromseed-web 1";

export function writeWeb({ keys, certifications, unknown, refused }: Web): string {
  const lines = [HEAD, `left ${unknown} ${refused}`];
  for (const { fingerprint, created, weak, alive, revoked, users } of keys) {
    lines.push(`key ${fingerprint} ${created} ${weak ? "weak" : "fit"}`);
    for (const span of alive) lines.push(`alive ${span.from} ${ended(span.until)}`);
    for (const each of revoked) lines.push(`revoked ${each.created} ${each.hard ? "hard" : "soft"}`);
    for (const { text, stands, first, end } of users) {
      lines.push(`user ${asciiJson(text)}`);
      for (const span of stands) lines.push(`stands ${span.from} ${ended(span.until)}`);
      for (const each of certifications.rows(first, end))
        lines.push(
          `by ${each.issuer} ${each.created} ${ended(each.expires)} ${each.hash} ${each.type} ${ended(each.revoked)}`,
        );
    }
  }
  return `${lines.join("\n")}\n`;
}

/** A text of ASCII alone is read in a fraction of the time. */
const asciiJson = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

const ended = (time: Seconds): string => (time === Infinity ? "-" : String(time));

type GrowingUser = Omit<WebUser, "stands" | "end"> & { stands: Span[]; end: number };
type Growing = Omit<WebKey, "alive" | "revoked" | "users"> & {
  alive: Span[];
  revoked: WebKey["revoked"][number][];
  users: GrowingUser[];
};

/** Undefined for a text of another version, of no web, or damaged so that it cannot be read. */
export function parseWeb(text: string): Web | undefined {
  if (!text.startsWith(`${HEAD}\n`) || !text.endsWith("\n")) return undefined;
  const keys: Growing[] = [];
  let [unknown, refused] = [0, 0];
  let user: GrowingUser | undefined;
  const rows = new Rows(text);
  for (let at = HEAD.length + 1; at < text.length; ) {
    // Nearly all lines are such.
    if (text.startsWith("by ", at) && user !== undefined) {
      at = rows.add(at + 3);
      user.end = rows.size;
      continue;
    }
    const end = text.indexOf("\n", at);
    const key = keys.at(-1);
    const line = text.slice(at, end);
    const [kind, a = "", b = "", c = ""] = line.split(" ");
    if (kind === "key") {
      keys.push({ fingerprint: a, created: Number(b), weak: c === "weak", alive: [], revoked: [], users: [] });
      user = undefined;
    } else if (kind === "alive") key?.alive.push({ from: Number(a), until: timeOf(b) });
    else if (kind === "revoked") key?.revoked.push({ created: Number(a), hard: b === "hard" });
    else if (kind === "user") {
      const name = nameOf(line.slice(5));
      if (name === undefined) return undefined;
      user = { text: name, stands: [], first: rows.size, end: rows.size };
      key?.users.push(user);
    } else if (kind === "stands") user?.stands.push({ from: Number(a), until: timeOf(b) });
    else if (kind === "left") [unknown, refused] = [Number(a), Number(b)];
    else return undefined;
    at = end + 1;
  }
  return { keys, certifications: new Certifications(rows.cells, rows.size), unknown, refused };
}

function nameOf(json: string): string | undefined {
  try {
    const name: unknown = JSON.parse(json);
    return typeof name === "string" ? name : undefined;
  } catch {
    return undefined;
  }
}

const timeOf = (text: string): Seconds => (text === "-" ? Infinity : Number(text));

/** The shortest line of a certification: "by" and six numbers of one digit. */
const SHORTEST = "by 0 0 0 0 0 0\n".length;
const [SPACE, DASH, ZERO] = [32, 45, 48];

/** The lines of certifications, without a string for each number: there are hundreds of thousands. */
class Rows {
  readonly cells: Float64Array;
  size = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    this.cells = new Float64Array(WIDTH * Math.ceil(text.length / SHORTEST));
  }

  /** Takes the numbers of a line from a place on; gives the place after its end. */
  add(start: number): number {
    const text = this.#text;
    let at = start;
    const first = WIDTH * this.size++;
    for (let column = 0; column < WIDTH; column++) {
      let value = 0;
      let code = text.charCodeAt(at);
      if (code === DASH) {
        value = Infinity;
        at++;
      } else for (; code > SPACE; code = text.charCodeAt(++at)) value = value * 10 + code - ZERO;
      this.cells[first + column] = value;
      at++;
    }
    return at;
  }
}
