// Refused: how the readers of archives say no. It is thrown deep inside a stream and turned into a Failure by unpack().
// Must never leave src/fetch/: callers outside see only Failure values.

/** Bad input, said as the part of a failure's message that follows `Cannot unpack "file": `. */
export class Refused extends Error {
  readonly hint: string | undefined;
  constructor(found: string, hint?: string) {
    super(found);
    this.hint = hint;
  }
}

/** Quotes text of an archive for a message: control characters escaped, and cut when it is long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}...` : text);
}
