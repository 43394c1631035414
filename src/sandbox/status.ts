// Reads what a chain reports: lines of its scripts, JSON lines of bubblewrap, then the shell's `times`.
// Must never take a program's word for anything: programs have no way to write to this stream.

/** What has been reported so far. */
export class Status {
  #text = "";
  #programFrom = 0;

  push(text: string): void {
    this.#text += text;
  }

  /** A program is to be started, and nothing runs: what was told of the one before it is forgotten. */
  begin(): void {
    this.#programFrom = this.#text.length;
  }

  /** Whether the chain has a process namespace of its own or fromseed's; undefined before it has come so far. */
  get namespace(): "own" | "shared" | undefined {
    return /^namespace (own|shared)$/m.exec(this.#text)?.[1] as "own" | "shared" | undefined;
  }

  /** The number of the process namespace that the program runs in; undefined when none was started. */
  get processNamespace(): number | undefined {
    return this.#number(/^\{.*"pid-namespace": *(\d+)/m);
  }

  /** The program's exit code, or undefined when none was started or it is still running. */
  get exitCode(): number | undefined {
    return this.#number(/^\{ *"exit-code": *(\d+)/m);
  }

  /** How many bytes of output there were in all, when the program and all that it started have ended. */
  get outputBytes(): number | undefined {
    return this.#number(/^ended (\d+)$/m);
  }

  /** Processor time, user's and system's, of all that ran within; 0 before the end. */
  get cpuSeconds(): number {
    // Two lines: of the shell itself, and of its children. Each has the user's time and the system's.
    const line = this.#text.split("\n").filter((candidate) => /^\d+m[\d.]+s \d+m[\d.]+s$/.test(candidate))[1] ?? "";
    return line
      .matchAll(/(\d+)m([\d.]+)s/g)
      .reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
  }

  #number(line: RegExp): number | undefined {
    const found = line.exec(this.#text.slice(this.#programFrom))?.[1];
    return found === undefined ? undefined : Number(found);
  }
}
