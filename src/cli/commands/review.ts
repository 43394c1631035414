// fromseed review: writes down and signs that somebody read a source: which, what of it, how carefully.

import { join } from "node:path";
import { sha256 } from "../../bytes/sha256.ts";
import { nearest } from "../../bytes/nearest.ts";
import { byBytes } from "../../bytes/order.ts";
import { openStages } from "../../inputs/locked-crates.ts";
import type { Obtaining } from "../../inputs/obtaining.ts";
import { obtainSource } from "../../inputs/sources.ts";
import { signatureName } from "../../manifest/signature-name.ts";
import { fail, succeed, type Result } from "../../model/failure.ts";
import type { Recipe, Source, Stage } from "../../model/recipe.ts";
import { CAREFULNESS, type Carefulness, type Review } from "../../model/review.ts";
import type { Project } from "../../recipe/project.ts";
import { openProject } from "../open-project.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { covers } from "../../review/coverage.ts";
import { reviewFault } from "../../review/fault.ts";
import { parseReview } from "../../review/parse.ts";
import { writeReview } from "../../review/write.ts";
import { writeListing } from "../../store/listing.ts";
import type { Store } from "../../store/store.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { readGivenFile } from "../given-file.ts";
import type { Options } from "../options.ts";
import { shareFiles } from "../exchanged-folder.ts";
import { listingName, reviewName } from "../reviews-at-hand.ts";
import { chooseSigner } from "../signer.ts";
import { withSourceProgress } from "../source-progress.ts";
import { withWorkshop } from "../workshop.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const one = (name: string): string | undefined => options.values.get(name)?.[0];
  const [named, ...others] = options.operands;
  const into = one("into");
  const word = one("care");
  if (named === undefined || others.length > 0 || into === undefined || word === undefined)
    return reportFailures(
      context,
      fail("usage", "Cannot read the command line: it must name one RECIPE/SOURCE, --care and --into", {
        hint: "see fromseed review --help",
      }).failures,
    );
  const care = CAREFULNESS.find((each) => each === word);
  if (care === undefined)
    return reportFailures(
      context,
      fail("usage", `Cannot read the command line: --care takes ${CAREFULNESS.join(", ")}, not "${word}"`).failures,
    );
  const project = await openProject(context);
  if (!project.ok) return reportFailures(context, project.failures);
  const signer = await chooseSigner(context, options);
  if (!signer.ok) return reportFailures(context, signer.failures);
  return withWorkshop(context, options, { project: project.value, cores: context.cores }, async (workshop) => {
    const found = await withSourceProgress(context, workshop, ({ obtaining }) =>
      obtainNamed(obtaining, project.value, named),
    );
    if (!found.ok) return reportFailures(context, found.failures);
    const listing = await listingOf(workshop.store, found.value.source);
    if (!listing.ok) return reportFailures(context, listing.failures);
    const review = await reviewOf(context, options, {
      ...found.value,
      reviewer: signer.value.fingerprint,
      care,
      files: listing.value?.files ?? [],
    });
    if (!review.ok) return reportFailures(context, review.failures);
    const text = writeReview(review.value);
    const signed = await signer.value.sign(Buffer.from(text));
    if (!signed.ok) return reportFailures(context, signed.failures);
    const name = reviewName(review.value.source, sha256(text));
    const signature = signatureName(sha256(text), signed.value.fingerprint);
    const put = await shareFiles(into, [
      { name, content: text },
      { name: signature, content: signed.value.armored },
      ...(listing.value === undefined ? [] : [{ name: listing.value.name, content: listing.value.text }]),
    ]);
    if (!put.ok) return reportFailures(context, put.failures);
    const said = { review: join(into, name), signature: join(into, signature), reviewer: review.value.reviewer };
    if (context.json) context.write(jsonLine(said));
    else context.write(`${named}  ${review.value.care}\nreview     ${said.review}\nsignature  ${said.signature}\n`);
    return EXIT.done;
  });
}

interface FoundSource {
  readonly recipe: Recipe;
  readonly source: Source;
}

/** Finds a source, and brings it into the store. */
async function obtainNamed(obtaining: Obtaining, project: Project, named: string): Promise<Result<FoundSource>> {
  const found = await findSource(obtaining, [...project.stages.values()], named);
  if (!found.ok) return found;
  const own = await obtainSource(obtaining, found.value.source);
  return own.ok ? found : own;
}

async function findSource(obtaining: Obtaining, stages: readonly Stage[], named: string): Promise<Result<FoundSource>> {
  const plain = sourcesOf(stages);
  const known = plain.get(named);
  if (known !== undefined) return succeed(known);
  // A crate is called NAME@VERSION, and which there are is known once the recipe's lock files are read.
  const own = named.includes("@") ? stages.filter(({ recipe }) => named.startsWith(`${recipe.name}/`)) : [];
  const opened = await openStages(obtaining, own);
  if (!opened.ok) return opened;
  const all = new Map([...plain, ...sourcesOf(opened.value)]);
  const found = all.get(named);
  if (found !== undefined) return succeed(found);
  const close = nearest(named, all.keys());
  return fail("operand", `Cannot find source "${named}": no stage's recipe has it`, {
    hint: close === undefined ? "name a recipe and one of its sources: gcc-13/gcc" : `did you mean ${close}?`,
  });
}

/** By what the command line calls them. */
function sourcesOf(stages: readonly Stage[]): ReadonlyMap<string, FoundSource> {
  const named = stages.flatMap(({ recipe }) =>
    recipe.sources.map((source) => [`${recipe.name}/${source.name}`, { recipe, source }] as const),
  );
  // Of recipes of one name, the project's own comes before an import's.
  return new Map(named.toReversed());
}

interface Listed {
  readonly name: string;
  readonly text: string;
  readonly files: readonly string[];
}

/** Of a source that is unpacked. */
async function listingOf(store: Store, { unpack }: Source): Promise<Result<Listed | undefined>> {
  if (unpack === undefined) return succeed(undefined);
  const tree = await store.tree(unpack.tree);
  if (!tree.ok) return tree;
  const files = tree.value.entries.filter(({ type }) => type === "file").map(({ path }) => path);
  return succeed({ name: listingName(unpack.tree), text: writeListing(tree.value.entries), files });
}

interface Reviewing extends FoundSource {
  readonly reviewer: string;
  readonly care: Carefulness;
  readonly files: readonly string[];
}

async function reviewOf(
  context: Context,
  options: Options,
  { recipe, source, reviewer, care, files }: Reviewing,
): Promise<Result<Review>> {
  const paths = [...new Set(options.values.get("path") ?? ["*"])].sort(byBytes);
  const idle = paths.find((path) => path !== "*" && !files.some((each) => covers(path, each)));
  if (idle !== undefined)
    return fail("operand", `Cannot review "${idle}": source "${source.name}" holds no such file`, {
      hint: 'paths count from the top of the unpacked tree; a folder ends in "/"',
    });
  const before = await reviewBefore(options, source);
  if (!before.ok) return before;
  const remark = options.values.get("remark")?.[0];
  const review: Review = {
    reviewer,
    reviewed: context
      .date()
      .toISOString()
      .replace(/\.\d+Z$/, "Z"),
    source: source.name,
    version: recipe.version,
    file: source.file,
    sha256: source.sha256,
    ...(source.unpack === undefined ? {} : { tree: source.unpack.tree }),
    care,
    paths,
    ...(before.value === undefined ? {} : { since: before.value }),
    ...(remark === undefined ? {} : { remark }),
  };
  const fault = reviewFault(review);
  return fault === undefined ? succeed(review) : fail("usage", `Cannot write the review: ${fault}`);
}

/** The version that an earlier review of the source is of. */
async function reviewBefore(options: Options, { name }: Source): Promise<Result<Review["since"]>> {
  const path = options.values.get("since")?.[0];
  if (path === undefined) return succeed(undefined);
  const file = await readGivenFile("review", path);
  if (!file.ok) return file;
  const review = parseReview(file.value.content, path);
  if (!review.ok) return review;
  const { source, version, tree } = review.value;
  if (source === name && tree !== undefined) return succeed({ version, tree });
  return fail("operand", `Cannot go on from "${path}": it is no review of an unpacked "${name}"`);
}
