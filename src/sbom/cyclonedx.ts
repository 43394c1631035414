// A bill as CycloneDX 1.6 (ECMA-424): components, who depends on whom, and under `formulation` how each stage was made.
// No serial number and no time: the text is a function of the bill.

import { canonicalJson, type Json } from "../bytes/canonical-json.ts";
import type { OpaqueInput } from "../model/manifest.ts";
import type { Bill, BillSource, BillStage } from "./bill.ts";

type Properties = readonly { readonly name: string; readonly value: string }[];

export function cyclonedx(bill: Bill): string {
  const target = bill.stages.find(({ ref }) => ref === bill.target)!;
  const opaque = bill.opaque.map((input) => ({ input, ref: opaqueRef(input) }));
  return canonicalJson({
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: stageComponent(target),
      properties: [{ name: "fromseed:closure", value: `sha256:${bill.closure}` }],
    },
    components: [
      ...bill.stages.filter((stage) => stage !== target).map(stageComponent),
      ...bill.sources.map(sourceComponent),
      ...opaque.map(({ input, ref }) => opaqueComponent(input, ref)),
    ],
    dependencies: [
      ...bill.stages.map(({ ref, uses, sources }) => ({
        ref,
        dependsOn: [...new Set([...uses, ...sources, ...(ref === bill.target ? opaque.map((each) => each.ref) : [])])],
      })),
      ...bill.sources.map(({ ref }) => ({ ref })),
      ...opaque.map(({ ref }) => ({ ref })),
    ],
    formulation: [{ "bom-ref": "formula", workflows: bill.stages.map(workflow) }],
    compositions: [
      {
        // A bridge stands for a part of the way that is not here.
        aggregate: bill.opaque.some(({ type }) => type === "bridge") ? "incomplete" : "complete",
        dependencies: bill.stages.map(({ ref }) => ref),
      },
    ],
  });
}

function stageComponent({ ref, name, version, about, tree, manifest }: BillStage): Json {
  const properties: Properties = [
    { name: "fromseed:tree", value: `sha256:${tree}` },
    { name: "fromseed:manifest", value: `sha256:${manifest}` },
  ];
  return { type: "application", "bom-ref": ref, name, version, description: about, properties };
}

function sourceComponent(source: BillSource): Json {
  const properties: Properties = [
    ...(source.tree === undefined ? [] : [{ name: "fromseed:tree", value: `sha256:${source.tree}` }]),
    ...(source.size === undefined ? [] : [{ name: "fromseed:size", value: String(source.size) }]),
    ...source.pregenerated.map((by) => ({ name: "fromseed:pregenerated", value: by })),
  ];
  return {
    type: "file",
    "bom-ref": source.ref,
    name: source.file ?? source.name,
    version: source.version,
    purl: source.purl,
    ...(source.licence === "NOASSERTION" ? {} : { licenses: [{ expression: source.licence }] }),
    ...(source.sha256 === undefined ? {} : { hashes: [{ alg: "SHA-256", content: source.sha256 }] }),
    ...(source.urls.length === 0
      ? {}
      : { externalReferences: source.urls.map((url) => ({ type: "source-distribution", url })) }),
    ...(properties.length === 0 ? {} : { properties }),
  };
}

const opaqueRef = (input: OpaqueInput): string =>
  `opaque-${input.type}-${input.name}-${"sha256" in input ? input.sha256 : input.tree}`;

function opaqueComponent(input: OpaqueInput, ref: string): Json {
  const properties: Properties = [
    { name: "fromseed:opaque", value: input.type },
    ...(input.type === "bridge" ? [{ name: "fromseed:why", value: input.why }] : []),
  ];
  return {
    type: "file",
    "bom-ref": ref,
    name: input.name,
    ...("sha256" in input ? { hashes: [{ alg: "SHA-256", content: input.sha256 }] } : {}),
    properties,
  };
}

function workflow({ ref, key, uses, sources, steps }: BillStage): Json {
  return {
    "bom-ref": `build-${ref}`,
    uid: `sha256:${key}`,
    taskTypes: ["build"],
    ...(uses.length + sources.length === 0
      ? {}
      : { inputs: [...new Set([...uses, ...sources])].map((input) => ({ resource: { ref: input } })) }),
    outputs: [{ type: "artifact", resource: { ref } }],
    ...(steps.length === 0
      ? {}
      : {
          steps: steps.map(({ name, argv }) => ({ name, commands: [{ executed: argv.join(" ") }] })),
        }),
  };
}
