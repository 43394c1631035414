// fromseed policy: a policy in the form of the programs that pull container images.

import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { containersPolicy } from "../../image/containers-policy.ts";
import { readReference } from "../../image/reference.ts";
import { fail, succeed, type Result } from "../../model/failure.ts";
import { certificatesIn } from "../../openpgp/certificate-bytes.ts";
import { parsePolicy } from "../../policy/parse.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { makeWhole } from "../../store/whole-directory.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { readGivenFile } from "../given-file.ts";
import type { Options } from "../options.ts";
import { readKeyFiles } from "../given-keys.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const [file, ...others] = options.operands;
  const one = (name: string): string | undefined => options.values.get(name)?.[0];
  const [keysIn, into, repository] = [one("keys"), one("containers"), one("repository")];
  if (file === undefined || others.length > 0 || keysIn === undefined || into === undefined || repository === undefined)
    return reportFailures(
      context,
      fail("usage", "Cannot read the command line: it must name a policy, --keys, --containers and --repository", {
        hint: "see fromseed policy --help",
      }).failures,
    );
  const destination = resolve(into);
  const named = readReference(`${repository}:tag`);
  if (!named.ok)
    return reportFailures(
      context,
      fail("usage", `Cannot write a policy for "${repository}": that is no repository`, {
        hint: "HOST/PATH in lower case and without a tag, for example localhost/fromseed/tinycc",
      }).failures,
    );
  const text = await readGivenFile("policy", file);
  if (!text.ok) return reportFailures(context, text.failures);
  const policy = parsePolicy(text.value.content.toString(), file);
  if (!policy.ok) return reportFailures(context, policy.failures);
  const { quorum } = policy.value;
  if (quorum === undefined)
    return reportFailures(
      context,
      fail(
        "policy-form",
        `Cannot write a policy for containers: "${file}" has no quorum line, and an image has no stages`,
      ).failures,
    );
  const keys = await readKeyFiles([keysIn]);
  if (!keys.ok) return reportFailures(context, keys.failures);
  const certificates = keys.value.files.flatMap(({ content }) => certificatesIn(content));
  const folders = (options.values.get("dir") ?? []).map((folder) => resolve(folder));
  const made = containersPolicy(quorum, certificates, { repository, folders, keys: join(destination, "keys") });
  if (!made.ok) return reportFailures(context, made.failures);
  const written = await makeWhole(destination, async (partial): Promise<Result<void>> => {
    await mkdir(join(partial, "keys"));
    for (const [name, bytes] of made.value.keys) await writeFile(join(partial, "keys", name), bytes);
    await writeFile(join(partial, "policy.json"), `${made.value.policy}\n`);
    const lookaside = one("lookaside");
    if (lookaside !== undefined) {
      await mkdir(join(partial, "registries.d"));
      // JSON is YAML too.
      const registries = jsonLine({ docker: { [repository]: { lookaside } } });
      await writeFile(join(partial, "registries.d/fromseed.yaml"), registries);
    }
    return succeed(undefined);
  });
  if (!written.ok) return reportFailures(context, written.failures);
  if (context.json)
    context.write(jsonLine({ policy: join(destination, "policy.json"), keys: [...made.value.keys.keys()] }));
  else context.write(`${join(destination, "policy.json")}\n`);
  return EXIT.done;
}
