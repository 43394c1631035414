// Whether symbolic links stay within their tree, following the tree's other links as the kernel would. Each target is
// read once, however many links lead through it. Must never look at the disk: what counts is the tree as it was unpacked.

import type { Steps } from "../steps.ts";

/** A directory or link on the way to some link. Whatever else the tree holds cannot change where a path leads. */
interface Place {
  readonly parent: Place | undefined;
  /** Absent where there are none: there may be a million links. */
  children?: Map<string, Place>;
  /** Of a link. */
  target?: string;
  end?: End | "being followed";
}

/** A place, or so many directories below it among what holds no link. */
interface Position {
  readonly place: Place;
  readonly below: number;
}

/** Where a link leads: a position, out of the tree, or (a circle of links) nowhere at all. */
type End = Position | "outside" | "nowhere";

/** A link that is being followed, and how far. */
interface Walk {
  readonly link: Place;
  readonly names: readonly string[];
  next: number;
  at: Position;
}

/** The first link that leads out of the tree. `links` maps the path of each link to its target. */
export function* linkThatLeaves(links: ReadonlyMap<string, string>): Steps<string | undefined> {
  const top: Place = { parent: undefined };
  const places: [path: string, place: Place][] = [];
  for (const [path, target] of links) {
    let place = top;
    for (const name of path.split("/")) {
      const children = (place.children ??= new Map<string, Place>());
      let child = children.get(name);
      if (child === undefined) children.set(name, (child = { parent: place }));
      place = child;
    }
    place.target = target;
    places.push([path, place]);
    yield;
  }
  for (const [path, place] of places) if ((yield* follow(place)) === "outside") return path;
  return undefined;
}

/** Follows a link, and before it each link that it leads through. */
function* follow(link: Place): Steps<End> {
  const walks: Walk[] = [];
  for (let next: Place | undefined = link.end === undefined ? link : undefined; ; yield) {
    if (next !== undefined) walks.push(startOf(next));
    const walk = walks.at(-1);
    if (walk === undefined) break;
    next = advance(walk);
    if (next === undefined) walks.pop();
  }
  return link.end as End;
}

function startOf(link: Place): Walk {
  link.end = "being followed";
  return { link, names: link.target!.split("/"), next: 0, at: { place: link.parent!, below: 0 } };
}

/** Goes on to a link that must be followed first, and returns it; or sets where this link leads. */
function advance(walk: Walk): Place | undefined {
  const end = (where: End): undefined => void (walk.link.end = where);
  if (walk.link.target!.startsWith("/")) return end("outside");
  for (; walk.next < walk.names.length; walk.next++) {
    const name = walk.names[walk.next]!;
    const { place, below } = walk.at;
    if (name === "" || name === ".") continue;
    if (name === "..") {
      if (below > 0) walk.at = { place, below: below - 1 };
      else if (place.parent === undefined) return end("outside");
      else walk.at = { place: place.parent, below: 0 };
      continue;
    }
    const child = below > 0 ? undefined : place.children?.get(name);
    if (child === undefined) walk.at = { place, below: below + 1 };
    else if (child.target === undefined) walk.at = { place: child, below: 0 };
    else if (child.end === undefined) return child;
    else if (child.end === "being followed") return end("nowhere");
    else if (typeof child.end === "string") return end(child.end);
    else walk.at = child.end;
  }
  return end(walk.at);
}
