// The web as a text, one item a line, so that keyrings need to be read and verified once. WEB.md gives its grammar.
// Must never be believed beyond the home that wrote it: the signatures are not in it.

import type { Certification, Seconds, Span, Web, WebKey, WebUser } from "./web.ts";

const HEAD = "fromseed-web 1";

export function writeWeb({ keys, unknown, refused }: Web): string {
  const lines = [HEAD, `left ${unknown} ${refused}`];
  for (const { fingerprint, created, weak, alive, revoked, users } of keys) {
    lines.push(`key ${fingerprint} ${created} ${weak ? "weak" : "fit"}`);
    for (const span of alive) lines.push(`alive ${span.from} ${ended(span.until)}`);
    for (const each of revoked) lines.push(`revoked ${each.created} ${each.hard ? "hard" : "soft"}`);
    for (const { text, stands, certifications } of users) {
      lines.push(`user ${JSON.stringify(text)}`);
      for (const span of stands) lines.push(`stands ${span.from} ${ended(span.until)}`);
      for (const each of certifications)
        lines.push(
          `by ${each.issuer} ${each.created} ${ended(each.expires)} ${each.hash} ${each.type} ${ended(each.revoked)}`,
        );
    }
  }
  return `${lines.join("\n")}\n`;
}

const ended = (time: Seconds | undefined): string => (time === undefined || time === Infinity ? "-" : String(time));

type Growing = Omit<WebKey, "alive" | "revoked" | "users"> & {
  alive: Span[];
  revoked: WebKey["revoked"][number][];
  users: (Omit<WebUser, "stands" | "certifications"> & { stands: Span[]; certifications: Certification[] })[];
};

/** Undefined for a text of another version, of no web, or damaged so that it cannot be read. */
export function parseWeb(text: string): Web | undefined {
  if (!text.startsWith(`${HEAD}\n`) || !text.endsWith("\n")) return undefined;
  const keys: Growing[] = [];
  let [unknown, refused] = [0, 0];
  let user: Growing["users"][number] | undefined;
  for (let at = HEAD.length + 1; at < text.length; ) {
    const end = text.indexOf("\n", at);
    const key = keys.at(-1);
    // Nearly all lines are such.
    if (text.startsWith("by ", at) && user !== undefined) user.certifications.push(certification(text, at + 3));
    else {
      const line = text.slice(at, end);
      const [kind, a = "", b = "", c = ""] = line.split(" ");
      if (kind === "key")
        keys.push({ fingerprint: a, created: Number(b), weak: c === "weak", alive: [], revoked: [], users: [] });
      else if (kind === "alive") key?.alive.push({ from: Number(a), until: timeOf(b) });
      else if (kind === "revoked") key?.revoked.push({ created: Number(a), hard: b === "hard" });
      else if (kind === "user") {
        const name = nameOf(line.slice(5));
        if (name === undefined) return undefined;
        user = { text: name, stands: [], certifications: [] };
        key?.users.push(user);
      } else if (kind === "stands") user?.stands.push({ from: Number(a), until: timeOf(b) });
      else if (kind === "left") [unknown, refused] = [Number(a), Number(b)];
      else return undefined;
    }
    at = end + 1;
  }
  return { keys, unknown, refused };
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

/** The numbers of a line from a place on, without a string for each: there are hundreds of thousands. */
function certification(text: string, start: number): Certification {
  let at = start;
  const next = (): number | undefined => {
    if (text.charCodeAt(at) === DASH) {
      at += 2;
      return undefined;
    }
    let value = 0;
    for (; text.charCodeAt(at) > SPACE; at++) value = value * 10 + text.charCodeAt(at) - ZERO;
    at++;
    return value;
  };
  const [issuer = 0, created = 0, expires, hash = 0, type = 0, revoked] = [
    next(),
    next(),
    next(),
    next(),
    next(),
    next(),
  ];
  return { issuer, created, expires, hash, type, revoked };
}

const [SPACE, DASH, ZERO] = [32, 45, 48];
