// A bill as SPDX 2.3 (JSON): a package a stage and a source, and what each was generated from. The format demands a time:
// it is 1970, as the text must be a function of the bill.

import { canonicalJson, type Json } from "../bytes/canonical-json.ts";
import type { Bill, BillSource, BillStage } from "./bill.ts";

export function spdx(bill: Bill): string {
  const target = bill.stages.find(({ ref }) => ref === bill.target)!;
  const relationship = (from: string, type: string, to: string): Json => ({
    spdxElementId: from,
    relationshipType: type,
    relatedSpdxElement: to,
  });
  const references = [
    ...new Set(bill.sources.flatMap(({ licence }) => licence.match(/LicenseRef-[A-Za-z0-9.-]+/g) ?? [])),
  ];
  return canonicalJson({
    spdxVersion: "SPDX-2.3",
    SPDXID: "SPDXRef-DOCUMENT",
    dataLicense: "CC0-1.0",
    name: `${target.name} ${target.version}`,
    documentNamespace: `urn:fromseed:sbom:${bill.closure}`,
    creationInfo: { created: "1970-01-01T00:00:00Z", creators: ["Tool: fromseed"] },
    documentDescribes: [id(bill.target)],
    packages: [...bill.stages.map(stagePackage), ...bill.sources.map(sourcePackage)],
    relationships: [
      relationship("SPDXRef-DOCUMENT", "DESCRIBES", id(bill.target)),
      ...bill.stages.flatMap(({ ref, uses, sources }) => [
        ...[...new Set(sources)].map((source) => relationship(id(ref), "GENERATED_FROM", id(source))),
        ...uses.map((use) => relationship(id(use), "BUILD_TOOL_OF", id(ref))),
      ]),
    ],
    ...(references.length === 0
      ? {}
      : {
          hasExtractedLicensingInfos: references.toSorted().map((licenseId) => ({
            licenseId,
            extractedText: "The text is in the sources that name this licence.",
          })),
        }),
  });
}

/** Identifiers have letters, digits, "." and "-" only. */
const id = (ref: string): string =>
  `SPDXRef-${ref.replaceAll(/[^A-Za-z0-9.-]/g, (found) => `-x${found.codePointAt(0)!.toString(16)}-`)}`;

function stagePackage({ ref, name, version, about, tree, manifest }: BillStage): Json {
  return {
    SPDXID: id(ref),
    name,
    versionInfo: version,
    summary: about,
    downloadLocation: "NOASSERTION",
    filesAnalyzed: false,
    licenseConcluded: "NOASSERTION",
    licenseDeclared: "NOASSERTION",
    copyrightText: "NOASSERTION",
    primaryPackagePurpose: "APPLICATION",
    comment: `fromseed tree sha256:${tree}, manifest sha256:${manifest}`,
  };
}

function sourcePackage(source: BillSource): Json {
  const told = [
    ...(source.tree === undefined ? [] : [`unpacks to the fromseed tree sha256:${source.tree}`]),
    ...(source.pregenerated.length === 0 ? [] : [`holds files written by ${source.pregenerated.join(", by ")}`]),
  ];
  return {
    SPDXID: id(source.ref),
    name: source.name,
    versionInfo: source.version,
    ...(source.file === undefined ? {} : { packageFileName: source.file }),
    downloadLocation: source.urls[0] ?? "NOASSERTION",
    filesAnalyzed: false,
    licenseConcluded: "NOASSERTION",
    licenseDeclared: source.licence,
    copyrightText: "NOASSERTION",
    primaryPackagePurpose: "SOURCE",
    ...(source.sha256 === undefined ? {} : { checksums: [{ algorithm: "SHA256", checksumValue: source.sha256 }] }),
    externalRefs: [{ referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: source.purl }],
    ...(told.length === 0 ? {} : { comment: told.join("; ") }),
  };
}
