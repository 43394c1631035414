// Reads what the chain reports while it runs a program: JSON lines of bubblewrap, then the shell's `times`.
// Must never take a program's word for anything: programs have no way to write to this stream.

/** What has been reported so far. */
export class Status {
  #text = "";

  push(text: string): void {
    this.#text += text;
  }

  /** The program's exit code, or undefined when none was started or it is still running. */
  get exitCode(): number | undefined {
    const code = /^\{ *"exit-code": *(\d+)/m.exec(this.#text)?.[1];
    return code === undefined ? undefined : Number(code);
  }

  /** Processor time, user's and system's, of all that ran within; 0 before the end. */
  get cpuSeconds(): number {
    // Two lines: of the shell itself, and of its children. Each has the user's time and the system's.
    const line = this.#text.split("\n").filter((candidate) => /^\d+m[\d.]+s \d+m[\d.]+s$/.test(candidate))[1] ?? "";
    return line
      .matchAll(/(\d+)m([\d.]+)s/g)
      .reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
  }
}
