// News of the kept keys: from files, their owners' web key directories, keyservers. What any place says is merged into
// what is kept; none can take anything back, and none is asked unless the command line says so.

import { fail, succeed, type Failure, type Result } from "../model/failure.ts";
import { readKeyring } from "../manifest/keyring.ts";
import { openAgents } from "../fetch/agents.ts";
import { keyserverAddress, webKeyAddresses } from "../fetch/key-places.ts";
import { smallFile } from "../fetch/small-file.ts";
import { webAddress } from "../fetch/web-address.ts";
import type { Certificate } from "../openpgp/certificate.ts";
import { sifted } from "../openpgp/sifted.ts";
import type { Answer } from "./answer.ts";
import type { KeysAsked } from "./keys-asked.ts";
import type { GivenFile } from "./given-file.ts";
import { readKeyFiles } from "./given-keys.ts";
import { keepKeys, keptCertificates } from "./kept-keys.ts";
import { proxiesAsked } from "./proxies-asked.ts";

/** A certificate that many have certified takes a megabyte or two. */
const LARGEST_KEY = 8 << 20;
const PATIENCE = 20_000;

export async function refreshKeys({ context, options, store, names }: KeysAsked): Promise<Result<Answer>> {
  const from = options.values.get("from") ?? [];
  const servers = options.values.get("keyserver") ?? [];
  const directories = options.switches.has("wkd");
  if (from.length + servers.length === 0 && !directories)
    return fail("usage", "Cannot refresh keys: no place to ask was named", {
      hint: "--from FILE|DIR|URL, --wkd or --keyserver URL; each of the last two learns whose keys are here",
    });
  const wrong = servers.find((server) => keyserverAddress(server, "") === undefined);
  if (wrong !== undefined)
    return fail("usage", `Cannot ask keyserver "${wrong}": it is no address`, { hint: "https://HOST, or hkps://HOST" });
  const proxies = await proxiesAsked(options);
  if (!proxies.ok) return proxies;
  const kept = await keptCertificates(store, names);
  if (!kept.ok) return kept;
  const { known, asked } = kept.value;
  using agents = openAgents(proxies.value);
  const fetched = (place: string): Promise<Result<Buffer>> =>
    smallFile(place, { most: LARGEST_KEY, patience: PATIENCE, agents, signal: context.signal });

  const given: GivenFile[] = [];
  const notes: string[] = [];
  const reached = new Set<string>();
  const miss = (found: Result<unknown>): void => {
    if (!found.ok) notes.push(...found.failures.map(({ message }) => message.replace(/^Cannot fetch/, "not from")));
  };
  /** Takes what one place gave of the keys that are asked for; says what it lacks. */
  const take = (place: string, content: Buffer, wanted: readonly string[]): void => {
    const read = readKeyring([{ name: place, content }]);
    if (!read.ok) return void notes.push(`not from "${place}": it gave no key`);
    const found = wanted.filter((fingerprint) => read.value.openpgp.certificates.has(fingerprint));
    if (found.length === 0) notes.push(`not from "${place}": it gave another key`);
    for (const fingerprint of found) {
      const bytes = sifted(read.value.openpgp.certificates.get(fingerprint)!.fresh(), known);
      if (bytes === undefined) notes.push(`not from "${place}": nothing of ${fingerprint} is by its owner`);
      else {
        reached.add(fingerprint);
        given.push({ name: place, content: bytes });
      }
    }
  };
  for (const place of from) {
    if (webAddress(place) !== undefined) {
      const content = await fetched(place);
      if (content.ok) take(place, content.value, asked);
      else miss(content);
    } else {
      const found = await readKeyFiles([place]);
      if (!found.ok) return found;
      for (const { name, content } of found.value.files) take(name, content, asked);
    }
  }
  for (const fingerprint of asked) {
    const certificate = known.certificates.get(fingerprint)!.fresh();
    const places = [
      ...servers.map((server) => [keyserverAddress(server, fingerprint)!]),
      ...(directories ? addressesOf(certificate).map(webKeyAddresses) : []),
    ];
    // Of one address's places the first that answers is enough.
    for (const alike of places)
      for (const place of alike) {
        const content = await fetched(place);
        if (content.ok) take(place, content.value, [fingerprint]);
        else miss(content);
        if (content.ok) break;
      }
  }
  const merged = given.length === 0 ? undefined : await keepKeys(store, given);
  if (merged?.ok === false) return merged;
  const changed = merged?.value.changed ?? [];
  const missing = asked.filter((fingerprint) => !reached.has(fingerprint));
  return succeed({
    lines: [
      ...notes,
      ...changed.map((fingerprint) => `${fingerprint}  changed`),
      `${changed.length} of ${asked.length} keys changed, ${missing.length} were found nowhere`,
    ],
    value: { asked, changed, missing, notes },
    failures: missing.length === asked.length ? nowhere(notes) : [],
  });
}

function addressesOf(certificate: Certificate): readonly string[] {
  return [...new Set(certificate.userIds.flatMap((text) => /<([^<>\s]+)>\s*$/.exec(text)?.[1] ?? []))];
}

function nowhere(details: readonly string[]): readonly Failure[] {
  return fail("key-unavailable", "Cannot refresh keys: no place gave any of them", { details }).failures;
}
