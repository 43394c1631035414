// The commented hex of the first programs, read into its lines: what a person reads beside what the processor does. The
// form of a line is told in bootstrap-seed/README.md.
//
//   74 29                     ; 40006A je 400095 :done       # a NUL is the end
//   bytes                       address, instruction, name     reason

export type ListingLine =
  /** Bytes as the text has them: hex digits and, from the linker on, names and strings. */
  | {
      readonly type: "code";
      readonly bytes: string;
      readonly address: number;
      readonly instruction: string;
      readonly reason: string;
    }
  /** A name of the next address, and what the routine there is for. */
  | { readonly type: "routine"; readonly name: string; text: string }
  | { readonly type: "prose"; text: string };

export function readListing(text: string): ListingLine[] {
  const lines: ListingLine[] = [];
  let goesOn = false;
  for (const line of text.split("\n")) {
    const read = readLine(line);
    const last = lines.at(-1);
    const continues = goesOn && last !== undefined && last.type !== "code";
    // A comment of several lines is one paragraph; a routine's purpose may come before its name does.
    if (continues && read?.type === "prose" && read.text !== "") last.text = `${last.text} ${read.text}`.trim();
    else if (continues && read?.type === "routine" && last.type === "routine" && last.name === read.name)
      last.text = `${last.text} ${read.text}`.trim();
    else if (read !== undefined) lines.push(read);
    goesOn = read !== undefined && read.type !== "code" && !(read.type === "prose" && read.text === "");
  }
  return lines.filter((line) => line.type !== "prose" || line.text !== "");
}

/** The line at each address that has one. */
export function linesByAddress(
  lines: readonly ListingLine[],
): ReadonlyMap<number, Extract<ListingLine, { readonly type: "code" }>> {
  return new Map(lines.flatMap((line) => (line.type === "code" ? [[line.address, line] as const] : [])));
}

function readLine(line: string): ListingLine | undefined {
  const code = /^((?:"[^"]*"|[^;#"])+?) *; *([0-9A-F]{6}) +([^#]*?) *(?:# *(.*))?$/.exec(line);
  if (code !== null) {
    const [, bytes, address, instruction, reason = ""] = code;
    return { type: "code", bytes: bytes!, address: parseInt(address!, 16), instruction: instruction!, reason };
  }
  // In the seed's language a name is a comment, in the linker's a word of its own.
  const routine = /^(?:# (?!(?:in|out|clobbers):)([a-z_0-9]+):|:([a-z_0-9]+)(?: #|$)) *(.*)$/.exec(line);
  if (routine !== null) return { type: "routine", name: (routine[1] ?? routine[2])!, text: routine[3]! };
  const prose = /^# ?(.*)$/.exec(line);
  return prose === null ? undefined : { type: "prose", text: prose[1]! };
}
