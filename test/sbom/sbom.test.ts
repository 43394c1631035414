// Bills of materials: golden texts of a made bill (UPDATE_GOLDEN=1 writes them), and that of a real build refers only to
// what is in it.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { beforeAll, expect, test } from "vitest";
import type { Sha256 } from "../../src/bytes/sha256.ts";
import type { Bill } from "../../src/sbom/bill.ts";
import { cyclonedx } from "../../src/sbom/cyclonedx.ts";
import { spdx } from "../../src/sbom/spdx.ts";
import { writeSmallProject } from "../cli/small-project.ts";
import { fromseed } from "../faults/fromseed.ts";
import { scratchDirectory } from "../scratch.ts";

const digest = (digit: string): Sha256 => digit.repeat(64) as Sha256;

const BILL: Bill = {
  target: "stage-tool-2",
  closure: digest("9"),
  stages: [
    {
      ref: "stage-seed-1",
      name: "seed",
      version: "1",
      about: "the seed",
      tree: digest("1"),
      manifest: digest("2"),
      key: digest("3"),
      uses: [],
      sources: [],
      steps: [],
    },
    {
      ref: "stage-tool-2",
      name: "tool",
      version: "2.0+x",
      about: "a tool",
      tree: digest("4"),
      manifest: digest("5"),
      key: digest("6"),
      uses: ["stage-seed-1"],
      sources: ["source-lib_x-7-8", "source-text-a"],
      steps: [{ name: "make", argv: ["/bin/make", "-j", "2"] }],
    },
  ],
  sources: [
    {
      ref: "source-lib_x-7-8",
      name: "lib_x",
      file: "lib_x-2.tar.gz",
      version: "2.0+x",
      licence: "MIT AND LicenseRef-other",
      purl: "pkg:generic/lib_x@2.0%2Bx?checksum=sha256%3A77",
      sha256: digest("7"),
      size: 179,
      tree: digest("8"),
      urls: ["https://example.org/lib_x-2.tar.gz"],
      pregenerated: ["a table generator"],
    },
    {
      ref: "source-text-a",
      name: "text",
      version: "2.0+x",
      licence: "NOASSERTION",
      purl: "pkg:generic/text@2.0%2Bx",
      tree: digest("a"),
      urls: [],
      pregenerated: [],
    },
  ],
  opaque: [{ type: "seed", name: "seed", size: 179, sha256: digest("b") }],
};

test.each([
  ["bill.cdx.json", cyclonedx],
  ["bill.spdx.json", spdx],
])("%s", (file, write) => {
  const path = join(import.meta.dirname, "vectors", file);
  const text = `${JSON.stringify(JSON.parse(write(BILL)), undefined, 2)}\n`;
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, "utf8"));
});

const root = scratchDirectory();
const home = join(root, "home");
const project = join(root, "project");
const run = (...words: string[]) => fromseed(home, [...words, "--project", project]);

beforeAll(() => {
  writeSmallProject(project);
  expect(run("build").status).toBe(0);
});

interface CycloneDx {
  readonly metadata: { readonly component: { readonly "bom-ref": string } };
  readonly components: readonly { readonly "bom-ref": string; readonly name: string; readonly purl?: string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
  readonly formulation: readonly {
    readonly workflows: readonly {
      readonly inputs?: readonly { readonly resource: { readonly ref: string } }[];
      readonly outputs: readonly { readonly resource: { readonly ref: string } }[];
    }[];
  }[];
}

test("CycloneDX of a build: each thing once, and every reference leads to one", () => {
  const { stdout, stderr, status } = run("sbom", "all", "--cyclonedx");
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  expect(run("sbom", "all", "--cyclonedx").stdout).toBe(stdout);
  const { metadata, components, dependencies, formulation } = JSON.parse(stdout) as CycloneDx;
  const refs = [metadata.component, ...components].map((each) => each["bom-ref"]);
  expect(new Set(refs).size).toBe(refs.length);
  const named = [
    ...dependencies.flatMap(({ ref, dependsOn = [] }) => [ref, ...dependsOn]),
    ...formulation.flatMap(({ workflows }) =>
      workflows.flatMap(({ inputs = [], outputs }) => [...inputs, ...outputs].map(({ resource }) => resource.ref)),
    ),
  ];
  expect(named.filter((ref) => !refs.includes(ref))).toEqual([]);
  expect(components.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["seed", "file", "archive", "file.hex", "archive.tar"]),
  );
});

test("CycloneDX of a build is valid to the library of those who write the format, and one changed is not", async () => {
  const { JsonStrictValidator } = Validation;
  const validator = new JsonStrictValidator(Spec.Version.v1dot6);
  const { stdout } = run("sbom", "all", "--cyclonedx");
  expect(await validator.validate(stdout)).toBe(null);
  expect(await validator.validate(cyclonedx(BILL))).toBe(null);
  expect(await validator.validate(stdout.replace('"components"', '"component"'))).not.toBe(null);
});

test("SPDX of a build: the same", () => {
  const { stdout, status } = run("sbom", "all", "--spdx");
  expect(status).toBe(0);
  const { packages, relationships } = JSON.parse(stdout) as {
    packages: { SPDXID: string }[];
    relationships: { spdxElementId: string; relatedSpdxElement: string }[];
  };
  const ids = ["SPDXRef-DOCUMENT", ...packages.map(({ SPDXID }) => SPDXID)];
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^SPDXRef-[A-Za-z0-9.-]+$/.test(id))).toEqual([]);
  expect(
    relationships
      .flatMap(({ spdxElementId, relatedSpdxElement }) => [spdxElementId, relatedSpdxElement])
      .filter((id) => !ids.includes(id)),
  ).toEqual([]);
});

test("licences, and what cannot be told", () => {
  expect(run("licences", "all").stdout).toBe(
    "source   version  licence  stages\narchive  1        MIT      archive\nfile     1        MIT      file\n",
  );
  expect(run("sbom", "all").stderr).toContain("give either --cyclonedx or --spdx");
  const empty = fromseed(join(root, "empty"), ["sbom", "all", "--spdx", "--project", project]);
  expect(empty.stderr).toContain("there is no such folder");
  expect(empty.status).not.toBe(0);
});
