// Git repositories for the tests, object by object, so that their commits can be signed with made keys and can be such as
// git would not make. Must never use the reader that it tests: `git fsck` says that they are real.

import { createHash, generateKeyPairSync, sign as cryptoSign } from "node:crypto";
import { mkdirSync, writeFileSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { deflateSync } from "node:zlib";
import { writeArmor } from "../../src/openpgp/armor.ts";
import { wireString } from "../../src/ssh/wire.ts";
import { detached, FLAGS, makePair, simple, type Pair } from "../openpgp/packet-writer.ts";

export type Files = Readonly<Record<string, string>>;

/** Somebody with a key. */
export interface Signer {
  readonly name: string;
  readonly fingerprint: string;
  /** The public key as a file. */
  readonly key: Buffer;
  /** Gives an armored signature. */
  readonly sign: (content: Buffer, at: Date) => string;
}

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

export interface KeyMaking {
  readonly made?: Date;
  /** How long it lasts, in seconds. */
  readonly lasts?: number;
  /** Packets after the certificate's own. */
  readonly more?: (pair: Pair) => readonly Buffer[];
}

export function openpgpSigner(name: string, { made = new Date("2020-01-01"), lasts, more }: KeyMaking = {}): Signer {
  const pair = makePair("ed25519-legacy", seconds(made));
  const saying = {
    created: seconds(made),
    flags: FLAGS.certify | FLAGS.sign,
    ...(lasts === undefined ? {} : { expires: lasts }),
  };
  return {
    name,
    fingerprint: pair.fingerprint,
    key: simple(pair, saying, ...(more?.(pair) ?? [])),
    sign: (content, at) => writeArmor("PGP SIGNATURE", detached(pair, content, { created: seconds(at) })),
  };
}

export function sshSigner(name: string, namespace = "git"): Signer {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const point = Buffer.from(publicKey.export({ format: "jwk" }).x!, "base64url");
  const blob = Buffer.concat([wireString("ssh-ed25519"), wireString(point)]);
  return {
    name,
    fingerprint: `SHA256:${createHash("sha256").update(blob).digest("base64").replace("=", "")}`,
    key: Buffer.from(`ssh-ed25519 ${blob.toString("base64")} ${name}\n`),
    sign: (content) => {
      const digest = wireString(createHash("sha512").update(content).digest());
      const head = [wireString(namespace), wireString(""), wireString("sha512")];
      const numbers = cryptoSign(null, Buffer.concat([Buffer.from("SSHSIG"), ...head, digest]), privateKey);
      const signature = wireString(Buffer.concat([wireString("ssh-ed25519"), wireString(numbers)]));
      const version = Buffer.from([0, 0, 0, 1]);
      const whole = Buffer.concat([Buffer.from("SSHSIG"), version, wireString(blob), ...head, signature]);
      const lines = whole.toString("base64").replace(/.{70}/g, "$&\n");
      return `-----BEGIN SSH SIGNATURE-----\n${lines}\n-----END SSH SIGNATURE-----\n`;
    },
  };
}

export interface CommitMaking {
  readonly files?: Files;
  /** In place of files. */
  readonly tree?: string;
  readonly parents?: readonly string[];
  readonly by?: Signer | readonly Signer[];
  readonly at?: Date;
  readonly subject?: string;
  readonly committer?: string;
  /** An armored signature, in place of one that is made. */
  readonly signature?: string;
  /** More headers, each with its line feed. */
  readonly headers?: string;
}

export class MadeRepository {
  readonly folder: string;
  readonly #kind: "sha1" | "sha256";
  #clock = Date.UTC(2024, 0, 1);

  constructor(folder: string, kind: "sha1" | "sha256" = "sha1") {
    this.folder = folder;
    this.#kind = kind;
    const format = kind === "sha1" ? "\trepositoryformatversion = 0\n" : "\trepositoryformatversion = 1\n";
    const extension = kind === "sha1" ? "" : "[extensions]\n\tobjectFormat = sha256\n";
    this.put("HEAD", "ref: refs/heads/main\n");
    this.put("config", `[core]\n${format}${extension}`);
    for (const each of ["objects", "refs/heads"]) mkdirSync(join(folder, ".git", each), { recursive: true });
  }

  /** Writes a file of `.git`. */
  put(name: string, content: string | Buffer): void {
    const path = join(this.folder, ".git", name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  object(type: string, content: Buffer | string): string {
    const whole = Buffer.concat([Buffer.from(`${type} ${Buffer.byteLength(content)}\0`), Buffer.from(content)]);
    const id = createHash(this.#kind).update(whole).digest("hex");
    this.putObject(id, whole);
    return id;
  }

  /** Puts an object where one of that name belongs, whatever it is. */
  putObject(id: string, whole: Buffer): void {
    const path = join(this.folder, ".git/objects", id.slice(0, 2), id.slice(2));
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) writeFileSync(path, deflateSync(whole, { level: 1 }));
  }

  /** A name that ends in `@` is a submodule, in `>` a link. */
  tree(files: Files): string {
    const entries = new Map<string, { mode: string; id: string }>();
    const below = new Map<string, Record<string, string>>();
    for (const [path, content] of Object.entries(files)) {
      const slash = path.indexOf("/");
      if (slash >= 0) {
        const folder = path.slice(0, slash);
        below.set(folder, { ...below.get(folder), [path.slice(slash + 1)]: content });
      } else if (path.endsWith("@")) entries.set(path.slice(0, -1), { mode: "160000", id: content });
      else if (path.endsWith(">")) entries.set(path.slice(0, -1), { mode: "120000", id: this.object("blob", content) });
      else entries.set(path, { mode: "100644", id: this.object("blob", content) });
    }
    for (const [folder, inside] of below) entries.set(folder, { mode: "40000", id: this.tree(inside) });
    const key = ([name, { mode }]: [string, { mode: string }]): Buffer =>
      Buffer.from(mode === "40000" ? `${name}/` : name);
    const sorted = [...entries].sort((a, b) => Buffer.compare(key(a), key(b)));
    const bytes = sorted.map(([name, { mode, id }]) =>
      Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, "hex")]),
    );
    return this.object("tree", Buffer.concat(bytes));
  }

  /** Each commit is an hour after the last one, unless told. */
  commit({ files = {}, parents = [], by = [], subject = "change", ...more }: CommitMaking): string {
    const at = more.at ?? new Date((this.#clock += 3_600_000));
    const signers = Array.isArray(by) ? (by as readonly Signer[]) : [by as Signer];
    const who = `${more.committer ?? signers[0]?.name ?? "nobody"} <x@example.org> ${seconds(at)} +0000`;
    const head =
      `tree ${more.tree ?? this.tree(files)}\n${parents.map((each) => `parent ${each}\n`).join("")}` +
      `author ${who}\ncommitter ${who}\n${more.headers ?? ""}`;
    const message = `\n${subject}\n`;
    const signature = more.signature ?? signers.map((each) => each.sign(Buffer.from(head + message), at)).join("");
    const name = this.#kind === "sha1" ? "gpgsig" : "gpgsig-sha256";
    const header = signature === "" ? "" : `${name} ${signature.trimEnd().replaceAll("\n", "\n ")}\n`;
    return this.object("commit", head + header + message);
  }

  branch(name: string, id: string): void {
    this.put(`refs/heads/${name}`, `${id}\n`);
  }
}
