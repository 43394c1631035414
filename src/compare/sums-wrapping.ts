// What digests are published in: plain lines, whatever ends them, a clear-signed message (RFC 9580, section 7), Debian's
// .buildinfo. Must never judge a signature: that the text is somebody's is for `verify` to say.

export interface ListedLine {
  /** From 0, in the whole text. */
  readonly index: number;
  /** Without its end. */
  readonly text: string;
  /** Where the name does not simply follow the digest. */
  readonly name?: string;
}

/** The lines that hold digests, without comments and empty ones. */
export function listedLines(text: string): readonly ListedLine[] {
  const lines = text.split("\n").map((line, index) => ({ index, text: line.replace(/\r$/, "") }));
  const own = signedPart(lines);
  const listed = own.some(({ text: line }) => BUILDINFO.test(line)) ? checksumFields(own) : own;
  return listed.filter(({ text: line }) => line.trim() !== "" && !line.startsWith("#"));
}

/** Within a clear-signed message, the lines that it signs; else all. */
function signedPart(lines: readonly ListedLine[]): readonly ListedLine[] {
  const begin = lines.findIndex(({ text }) => text.trimEnd() === "-----BEGIN PGP SIGNED MESSAGE-----");
  if (begin < 0) return lines;
  const empty = lines.findIndex(({ text }, index) => index > begin && text.trim() === "");
  const end = lines.findIndex(({ text }) => text.startsWith("-----BEGIN PGP SIGNATURE-----"));
  // What stands outside is nobody's word.
  return lines
    .slice(empty < 0 ? lines.length : empty + 1, end < 0 ? lines.length : end)
    .map(({ index, text }) => ({ index, text: text.replace(/^- /, "") }));
}

const BUILDINFO = /^Checksums-Sha256:[ \t]*$/i;

/** Of deb-buildinfo(5): ` digest size name`, in the lines that go on with a space. */
function checksumFields(lines: readonly ListedLine[]): readonly ListedLine[] {
  const found: ListedLine[] = [];
  let within = false;
  for (const line of lines) {
    if (/^\S/.test(line.text)) within = BUILDINFO.test(line.text);
    else if (within && line.text.trim() !== "") {
      const [, digest, name] = /^[ \t]+(\S+)[ \t]+\d+[ \t]+(\S+)$/.exec(line.text) ?? [];
      // One of another form is refused by whoever reads the line.
      found.push(digest === undefined ? line : { index: line.index, text: `${digest}  ${name!}`, name: name! });
    }
  }
  return found;
}
