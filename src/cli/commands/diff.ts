// fromseed diff: what several machines or people say of the same stages, and where their differences begin.

import { readFile, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { byBytes } from "../../bytes/order.ts";
import { differenceLines } from "../../compare/lines.ts";
import { compareManifests, type Comparison } from "../../compare/manifests.ts";
import type { NamedDigest, OtherDigest, Party } from "../../compare/party.ts";
import { parseSums } from "../../compare/sums.ts";
import { parseStatement } from "../../manifest/statement.ts";
import { fail, succeed, type Result } from "../../model/failure.ts";
import type { Manifest } from "../../model/manifest.ts";
import { harmless } from "../../report/harmless.ts";
import type { Store } from "../../store/store.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { nextSteps, type Called } from "../called.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { fileDifferenceLines } from "../file-differences.ts";
import { ofStateFolder } from "../given-manifests.ts";
import { withStore } from "../home-store.ts";
import type { Options } from "../options.ts";
import { reason } from "../reason.ts";

export async function main(context: Context, options: Options): Promise<number> {
  if (options.operands.length < 2)
    return reportFailures(
      context,
      fail("usage", "Cannot compare: at least two manifests, directories or sha256sum files are required", {
        hint: '"." stands for this machine\'s own',
      }).failures,
    );
  return withStore(context, async (store) => {
    const parties: Party[] = [];
    const passedOver: string[] = [];
    for (const operand of options.operands) {
      const party = await readParty(operand, store);
      if (!party.ok) return reportFailures(context, party.failures);
      parties.push(party.value);
      passedOver.push(...party.value.passedOver);
    }
    const compared = compareManifests(parties);
    if (!compared.ok) return reportFailures(context, compared.failures);
    const comparison = compared.value;
    if (context.json) context.write(jsonLine({ ...comparison, passedOver }));
    else
      context.write(
        [
          ...differenceLines(comparison),
          ...passedOverLines(passedOver),
          ...(await originBytes(store, comparison)),
          ...tryNext(context.called, comparison),
        ]
          .map((line) => `${line}\n`)
          .join(""),
      );
    if (comparison.conclusion === "unrelated" && !context.json)
      return reportFailures(
        context,
        fail("operand", "Cannot compare: no two of these tell of the same stage or file", {
          hint: "are the names the same? a digest by sha512 or b2 compares with its like alone",
        }).failures,
      );
    return comparison.conclusion === "conflict" || comparison.conclusion === "unrelated" ? EXIT.failed : EXIT.done;
  });
}

/** For stages where a difference begins: the bytes, as far as this store holds the trees. */
async function originBytes(store: Store, comparison: Comparison): Promise<string[]> {
  const lines: string[] = [];
  for (const { stage, variants } of comparison.stages.filter((each) => comparison.origins.includes(each.stage))) {
    const [first, second] = variants;
    if (first === undefined || second === undefined) continue;
    const bytes = await fileDifferenceLines(store, first.tree, second.tree, [
      first.parties.join(", "),
      second.parties.join(", "),
    ]);
    if (bytes.length > 0) lines.push("", `${stage}, byte by byte:`, ...bytes.map((line) => `  ${line}`));
  }
  return lines;
}

/** What to do about a stage that came out differently although its inputs agree. */
function tryNext(called: Called, { origins: [stage] }: Comparison): string[] {
  if (stage === undefined) return [];
  const steps = [
    [`fromseed reproduce ${stage} --times 3`, "does it come out the same each time, on each machine?"],
    [`fromseed export ${stage} ${stage}.tar`, "each party's files, to be compared"],
    [`fromseed export ${stage} replay --replay`, "repeats it without fromseed"],
  ] as const;
  return ["", "Try next:", ...nextSteps(called, steps)];
}

function passedOverLines(paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  return ["", "Skipped, as another version of fromseed wrote them:", ...paths.map((path) => `  ${harmless(path)}`)];
}

/** What an operand tells, and which files of a directory were passed over. */
type ReadParty = Party & { readonly passedOver: readonly string[] };

async function readParty(operand: string, store: Store): Promise<Result<ReadParty>> {
  if (operand === ".") return readOwn(store);
  try {
    if (!(await stat(operand)).isDirectory())
      return readTexts(operand, [{ path: operand, content: await readFile(operand) }]);
    const all = (await readdir(operand)).sort(byBytes);
    const manifests = all.filter(isStageManifest);
    // A folder of digests is one party's account, as somebody's of one release in several files.
    const names = manifests.length > 0 ? manifests : all.filter(isSums);
    if (names.length === 0)
      return fail(
        "operand",
        `Cannot compare "${operand}": the directory holds no manifest (*.json), and no digests (*.SHA256SUMS, *.sha256, *.buildinfo)`,
        ofStateFolder([operand]),
      );
    const paths = names.map((name) => join(operand, name));
    return readTexts(operand, await Promise.all(paths.map(async (path) => ({ path, content: await readFile(path) }))));
  } catch (error) {
    return fail("operand", `Cannot compare "${operand}": ${reason(error)}`);
  }
}

/** This machine's own, each of which must be as it was written. */
async function readOwn(store: Store): Promise<Result<ReadParty>> {
  const texts: Named[] = [];
  for (const name of (await store.texts("manifests")).filter(isStageManifest)) {
    const text = await store.text("manifests", name);
    if (!text.ok) return text;
    texts.push({ path: store.textPath("manifests", name), content: Buffer.from(text.value ?? "") });
  }
  if (texts.length > 0) return readTexts(".", texts, oneOfEach);
  return fail("operand", 'Cannot compare ".": there is no manifest here', {
    hint: "fromseed build writes this machine's own",
  });
}

/** An import's stages are kept by their names here: of two projects' stages of one name, the one that goes by it counts. */
function oneOfEach(read: readonly NamedManifest[]): readonly NamedManifest[] {
  const isPlain = ({ path, manifest }: NamedManifest): boolean => basename(path) === `${manifest.stage}.json`;
  const byStage = Map.groupBy([...read.filter(isPlain), ...read], ({ manifest }) => manifest.stage);
  return [...byStage.values()].map(([first]) => first!);
}

const isStageManifest = (name: string): boolean => name.endsWith(".json") && !name.endsWith(".closure.json");

/** As people call files of digests; a signature of one is none. */
const isSums = (name: string): boolean =>
  /(?:^|[._-])(?:(?:sha256|sha512|b2|blake2b?)(?:sums?)?|checksums?|buildinfo)(?:\.(?:txt|asc))?$/i.test(name) &&
  !/\.(?:sha256|sha512|b2)?(?:sums?)\.asc$/i.test(name);

interface Named {
  readonly path: string;
  readonly content: Buffer;
}

interface NamedManifest {
  readonly path: string;
  readonly manifest: Manifest;
}

const all = (read: readonly NamedManifest[]): readonly NamedManifest[] => read;

/**
 * Of several texts, those in another version of the format are passed over, unless all are. Of the manifests those that
 * `chosen` gives count.
 */
function readTexts(name: string, texts: readonly Named[], chosen = all): Result<ReadParty> {
  const passedOver: string[] = [];
  const read: NamedManifest[] = [];
  const digests: NamedDigest[] = [];
  const others: OtherDigest[] = [];
  for (const { path, content } of texts) {
    if (content[0] !== 0x7b) {
      const sums = parseSums(content.toString(), path);
      if (!sums.ok) return sums;
      digests.push(...sums.value.digests);
      others.push(...sums.value.others);
      continue;
    }
    const statement = parseStatement(content, path);
    if (!statement.ok) {
      passedOver.push(path);
      const old = statement.failures.every((failure) => failure.code === "manifest-version");
      if (old && passedOver.length < texts.length) continue;
      return statement;
    }
    if (statement.value.type === "stage") read.push({ path, manifest: statement.value.manifest });
    else digests.push(...statement.value.closure.stages.map(({ stage, tree }) => ({ stage, sha256: tree })));
  }
  const manifests = chosen(read).map(({ manifest }) => manifest);
  if (manifests.length + digests.length + others.length === 0)
    return fail("operand", `Cannot compare "${name}": no digest is there`);
  return succeed({ name, manifests, digests, others, passedOver });
}
