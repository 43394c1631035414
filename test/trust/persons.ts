// Persons with keys and homes of their own, who build one small project; and what an attacker needs: any observation,
// signed by any key. The project is that of small-project.ts, with builds that leave something in /work.

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createMessage, generateKey, readPrivateKey, sign } from "openpgp";
import { sha256 } from "../../src/bytes/sha256.ts";
import type { Observation } from "../../src/model/observation.ts";
import { parseObservation } from "../../src/observation/parse.ts";
import { writeObservation } from "../../src/observation/write.ts";
import { checkout, fromseedIn, type Ran } from "../cli/in-process.ts";
import { writeSmallProject } from "../cli/small-project.ts";

export interface Person {
  readonly name: string;
  readonly fingerprint: string;
  /** Path of the armored private key. */
  readonly secret: string;
  readonly home: string;
  readonly run: (...words: readonly string[]) => Promise<Ran>;
}

/** Stages of the project that leave something in /work. */
export const LEAVING = ["file", "archive", "all"] as const;

/** Writes the project; each of its builds but the seed's leaves a file in /work. */
export function writeProject(project: string): void {
  writeSmallProject(project);
  for (const [recipe, text] of [
    ["file", "/src/file"],
    ["archive", "/src/archive/text.hex"],
    ["all", "/repo/text/all.hex"],
  ] as const) {
    const path = join(project, `recipes/${recipe}/recipe.yaml`);
    const leave = `steps:\n  - name: leave\n    argv: [/bin/hex0, ${text}, /work/left]\n`;
    writeFileSync(path, readFileSync(path, "utf8").replace("steps:\n", leave));
  }
}

/** Makes a key, whose public half goes into `root/keys/`, and a home below `root`. */
export async function makePerson(root: string, project: string, name: string, date?: Date): Promise<Person> {
  const { privateKey, publicKey } = await generateKey({
    userIDs: [{ name, email: `${name}@example.org` }],
    ...(date === undefined ? {} : { date }),
  });
  mkdirSync(join(root, "keys"), { recursive: true });
  writeFileSync(join(root, `keys/${name}.asc`), publicKey);
  const secret = join(root, `${name}.secret`);
  writeFileSync(secret, privateKey);
  const key = await readPrivateKey({ armoredKey: privateKey });
  const home = join(root, `home-${name}`);
  return { name, fingerprint: key.getFingerprint(), secret, home, run: fromseedIn(project, home) };
}

/** The one observation in a folder that speaks for a person. */
export function observationBy(folder: string, { fingerprint }: Person): Observation {
  for (const name of readdirSync(folder).filter((each) => each.endsWith(".observation.json"))) {
    const read = parseObservation(readFileSync(join(folder, name)));
    if (read.ok && read.value.observer === fingerprint) return read.value;
  }
  throw new Error(`${folder} has no observation by ${fingerprint}`);
}

/** Takes a person's observations, and whatever is signed of them, out of a folder. */
export function dropObservations(folder: string, { fingerprint }: Person): void {
  for (const name of readdirSync(folder).filter((each) => each.endsWith(".observation.json"))) {
    const content = readFileSync(join(folder, name));
    const read = parseObservation(content);
    if (!read.ok || read.value.observer !== fingerprint) continue;
    for (const each of readdirSync(folder)) if (each.startsWith(sha256(content))) rmSync(join(folder, each));
    rmSync(join(folder, name));
  }
}

/** Puts an observation into a folder, signed by a key, at a time of the signer's choice. */
export async function putObservation(
  folder: string,
  observation: Observation,
  by: Person,
  date = new Date(),
): Promise<string> {
  const text = writeObservation(observation);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${observation.target}-${sha256(text).slice(0, 12)}.observation.json`), text);
  return signFile(folder, text, by, date);
}

/** Puts a person's signature of a text into a folder; gives its path. */
export async function signFile(folder: string, text: string, by: Person, date = new Date()): Promise<string> {
  const key = await readPrivateKey({ armoredKey: readFileSync(by.secret, "utf8") });
  const armored = await sign({
    message: await createMessage({ binary: Buffer.from(text) }),
    signingKeys: key,
    detached: true,
    date,
  });
  const path = join(folder, `${sha256(text)}.${by.fingerprint}.asc`);
  writeFileSync(path, armored as string);
  return path;
}

/** What `verify` said last: the verdict on one target. */
export function closingLine({ said }: Ran): string {
  return said.trimEnd().split("\n").at(-1)!;
}

/** A verdict, and the exit code that goes with it. */
export interface Verdict {
  readonly code: number;
  readonly verdict: string | undefined;
}

const VERDICT = /^\S+ {2}(accepted|not accepted|disputed): /;

export function verdictIn(ran: Ran): Verdict {
  return { code: ran.code, verdict: VERDICT.exec(closingLine(ran))?.[1] };
}

/** What verify/verify.py says of a folder. It requires python3, gpgv and ssh-keygen. */
export function secondVerdict({
  folder,
  keys,
  policy,
}: Readonly<Record<"folder" | "keys" | "policy", string>>): Verdict {
  const program = join(checkout, "verify/verify.py");
  const ran = spawnSync("python3", [program, "--keys", keys, "--policy", policy, folder], { encoding: "utf8" });
  if (ran.error !== undefined) throw new Error("this test requires python3: apt-get install python3");
  if (ran.stderr !== "") throw new Error(ran.stderr);
  return { code: ran.status!, verdict: VERDICT.exec(ran.stdout.trimEnd().split("\n").at(-1)!)?.[1] };
}
