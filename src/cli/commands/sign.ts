// fromseed sign: detached OpenPGP signatures over manifests, with a key from a file or through gpg.

import { sha256 } from "../../bytes/sha256.ts";
import { storedManifests } from "../../engine/manifest-source.ts";
import { readSourcesAgain, readTreesAgain } from "../../engine/read-again.ts";
import { verifyClosure } from "../../engine/verify-closure.ts";
import { readKeyring } from "../../manifest/keyring.ts";
import { gpgExportArgv, gpgSignArgv } from "../../manifest/gpg.ts";
import { readSigningKey, signManifest, signThrough, type Signed } from "../../manifest/sign.ts";
import { signatureName } from "../../manifest/signature-name.ts";
import { fail, succeed, type Result } from "../../model/failure.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { runGpg } from "../gpg.ts";
import type { Options } from "../options.ts";
import { readGivenFile } from "../given-file.ts";
import { reason } from "../reason.ts";
import { namedStages, pinnedTrees } from "../targets.ts";
import type { UsedSource } from "../../model/manifest.ts";
import { withStore } from "../workshop.ts";

type Signer = (content: Uint8Array) => Promise<Result<Signed>>;

export async function main(context: Context, options: Options): Promise<number> {
  const named = await namedStages(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, targets } = named.value;
  const signer = await chooseSigner(context, options);
  if (!signer.ok) return reportFailures(context, signer.failures);
  return withStore(context, async (store) => {
    const expected = pinnedTrees(project);
    const signed = [];
    for (const target of targets) {
      // Nothing is signed that does not hold together down to the seed.
      const closure = await verifyClosure(storedManifests(store), target, expected);
      if (!closure.ok) return reportFailures(context, closure.failures);
      const trees = closure.value.manifests.map(({ stage, manifest }) => ({ stage, tree: manifest.tree.sha256 }));
      const whole = await readTreesAgain(store, trees, context.signal);
      if (!whole.ok) return reportFailures(context, whole.failures);
      const sources = closure.value.manifests.flatMap(({ manifest }) => manifest.sources.map(seenOf));
      const unchanged = await readSourcesAgain(store, sources, context.signal);
      if (!unchanged.ok) return reportFailures(context, unchanged.failures);
      // Written for a stage that was never a target, too: it is what the signature stands beside.
      const written = await store.putText("manifests", `${target}.closure.json`, closure.value.text);
      if (!written.ok) return reportFailures(context, written.failures);
      const stages = options.switches.has("closure") ? closure.value.manifests : [closure.value.target];
      const subjects = new Map([
        [`${target}.closure.json`, closure.value.text],
        ...stages.map(({ stage, text }) => [`${stage}.json`, text] as const),
      ]);
      for (const [name, text] of subjects) {
        const signature = await signer.value(Buffer.from(text));
        if (!signature.ok) return reportFailures(context, signature.failures);
        const file = signatureName(sha256(text), signature.value.fingerprint);
        const put = await store.putText("manifests", file, signature.value.armored);
        if (!put.ok) return reportFailures(context, put.failures);
        signed.push({
          manifest: store.textPath("manifests", name),
          signature: store.textPath("manifests", file),
          fingerprint: signature.value.fingerprint,
        });
      }
    }
    if (context.json) context.write(jsonLine(signed));
    else {
      for (const each of signed) context.write(`signed  ${each.manifest}\n        ${each.signature}\n`);
      context.write(
        `Others who have the .asc files and your public key check them: fromseed verify ${targets[0]!} --keys KEYS --signatures DIR\n`,
      );
    }
    return EXIT.done;
  });
}

/** What the steps saw of a source. */
function seenOf(source: UsedSource) {
  const { name } = source;
  if (source.type === "file") return { name, file: source.sha256 };
  return { name, tree: source.type === "tree" ? source.tree : source.unpacked.tree };
}

async function chooseSigner(context: Context, options: Options): Promise<Result<Signer>> {
  const keyFile = options.values.get("key")?.[0];
  const user = options.values.get("gpg")?.[0];
  if ((keyFile === undefined) === (user === undefined))
    return fail("usage", "Cannot sign: give either --key FILE or --gpg USER");
  if (user !== undefined) {
    let exported: Buffer;
    try {
      exported = await runGpg(gpgExportArgv(user), new Uint8Array());
    } catch (error) {
      return fail("program-missing", `Cannot sign through gpg: ${reason(error)}`, {
        hint: "is gpg installed, and does it know this user?",
      });
    }
    if (exported.length === 0)
      return fail("key-form", `Cannot sign through gpg: it has no key of "${user}"`, {
        hint: "gpg --list-secret-keys shows those it has",
      });
    const keys = readKeyring([{ name: `gpg's key of ${user}`, content: exported }]);
    if (!keys.ok) return keys;
    return succeed((content) =>
      signThrough(content, keys.value, context.date(), async () =>
        (await runGpg(gpgSignArgv(user), content)).toString(),
      ),
    );
  }
  const passphraseFile = options.values.get("passphrase-file")?.[0];
  const passphrase = passphraseFile === undefined ? undefined : await readGivenFile("passphrase", passphraseFile);
  if (passphrase?.ok === false) return passphrase;
  const file = await readGivenFile("key", keyFile!);
  if (!file.ok) return file;
  const words = passphrase?.value.content.toString().split("\n")[0];
  const key = await readSigningKey(file.value.content.toString(), words, keyFile!);
  return key.ok ? succeed((content) => signManifest(key.value, content, context.date())) : key;
}
