// The file that says which SSH keys may sign, whose they are, for what and when (ssh-keygen(1), ALLOWED SIGNERS).
// Must never pass over a line that it does not understand: what it holds back could be a limit.

import { readSshKey, type SshKey } from "./key.ts";

export interface AllowedSigner {
  /** A list of patterns, as it is written; empty for a key that came without names. */
  readonly principals: string;
  readonly key: SshKey;
  /** The key certifies others. */
  readonly isAuthority: boolean;
  /** A list of patterns; undefined where every namespace will do. */
  readonly namespaces?: string;
  /** Seconds since 1970: from when, and before when. */
  readonly after?: number;
  readonly before?: number;
}

/** A line that is wrong: its number from 1, and what is, as the end of a sentence. */
export interface LineFault {
  readonly line: number;
  readonly fault: string;
}

const KEY = /(?:^|[ \t])((?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]+)[ \t]+(AAAA[A-Za-z0-9+/]+={0,2})(?:[ \t]|$)/;

const TYPES = /^(?:sk-)?(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521))(?:-cert-v01)?(?:@openssh\.com)?$/;

/** Whether a text is about SSH keys at all: some line holds one. */
export function holdsSshKeys(text: string): boolean {
  return text.split(/\r?\n/).some((line) => !line.startsWith("#") && KEY.test(line));
}

/** Reads a file of allowed signers, or a plain public key, or several. All that is wrong with it is told. */
export function readAllowedSigners(text: string): {
  readonly signers: readonly AllowedSigner[];
  readonly faults: readonly LineFault[];
} {
  const signers: AllowedSigner[] = [];
  const faults: LineFault[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const plain = line.trim();
    if (plain === "" || plain.startsWith("#")) continue;
    const read = readLine(plain);
    if (typeof read === "string") faults.push({ line: index + 1, fault: read });
    else if (read !== undefined) signers.push(read);
  }
  return { signers, faults };
}

/** Undefined for a key of a type that nobody here takes a signature of, such as ssh-dss: it allows nothing. */
function readLine(line: string): AllowedSigner | string | undefined {
  const found = KEY.exec(line);
  if (found === null) return "it holds no SSH public key";
  if (!TYPES.test(found[1]!)) return undefined;
  const key = readSshKey(Buffer.from(found[2]!, "base64"));
  if (key === undefined) return `its key of type ${found[1]!} is damaged`;
  const before = line.slice(0, found.index).trim();
  // The file of one public key begins with its type.
  if (before === "") return { principals: "", key, isAuthority: false };
  const split = /^(?:"([^"]*)"|([^\s"]+))(?:[ \t]+(.*))?$/.exec(before);
  if (split === null) return "its names are not one word, or quoted";
  const principals = split[1] ?? split[2] ?? "";
  if (principals === "") return "it names nobody";
  const options = readOptions(split[3]?.trim() ?? "");
  return typeof options === "string" ? options : { principals, key, ...options };
}

type Allowing = Pick<AllowedSigner, "isAuthority" | "namespaces" | "after" | "before">;

function readOptions(text: string): Allowing | string {
  const options: { isAuthority: boolean; namespaces?: string; after?: number; before?: number } = {
    isAuthority: false,
  };
  if (text === "") return options;
  const whole = /^[a-z-]+(?:="[^"]*")?(?:,[a-z-]+(?:="[^"]*")?)*$/i;
  if (!whole.test(text)) return `its options ${JSON.stringify(text)} have another form`;
  for (const [, name, value] of text.matchAll(/([a-z-]+)(?:="([^"]*)")?(?:,|$)/gi)) {
    const option = name!.toLowerCase();
    if (option === "cert-authority" && value === undefined) options.isAuthority = true;
    else if (option === "namespaces" && value !== undefined && options.namespaces === undefined)
      options.namespaces = value;
    else if ((option === "valid-after" || option === "valid-before") && value !== undefined) {
      const time = readTime(value);
      const which = option === "valid-after" ? "after" : "before";
      if (time === undefined)
        return `${option} is ${JSON.stringify(value)}, not a time as YYYYMMDD or YYYYMMDDHHMM[SS], with Z for UTC`;
      if (options[which] !== undefined) return `it has ${option} twice`;
      options[which] = time;
    } else return `its option ${JSON.stringify(name)} is not known, or is there twice`;
  }
  if (options.after !== undefined && options.before !== undefined && options.before <= options.after)
    return "it ends before it begins";
  return options;
}

/** Without Z it is this machine's own time, as ssh-keygen takes it. */
function readTime(text: string): number | undefined {
  const found = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z?)$/.exec(text);
  if (found === null) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((each) => Number(each ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const utc = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  if (utc.getUTCMonth() !== month - 1 || utc.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59)
    return undefined;
  return (found[7] === "Z" ? utc : new Date(year, month - 1, day, hour, minute, second)).getTime() / 1000;
}
