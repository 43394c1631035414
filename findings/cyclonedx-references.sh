#!/bin/sh
# @cyclonedx/cyclonedx-library's strict validator finds nothing wrong with references that lead nowhere.
#
# CycloneDX 1.6 says that a bom-ref must be unique in the document and that dependencies name components by it. The
# library checks the JSON schema, which cannot say either: two components with one bom-ref, a dependency on a component
# that is not there, and a purl that is none are all "valid". Whoever writes a bill of materials has to check them.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @cyclonedx/cyclonedx-library@10.3.0 ajv@8.20.0 ajv-formats@3.0.1 \
  ajv-formats-draft2019@1.6.1 >/dev/null
cat >look.mjs <<'END'
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
const component = { type: "library", name: "a", "bom-ref": "a" };
const document = { bomFormat: "CycloneDX", specVersion: "1.6", components: [component] };
const faults = async (more) => (await validator.validate(JSON.stringify({ ...document, ...more }))) === null;
console.log(
  JSON.stringify({
    "one bom-ref twice": await faults({ components: [component, { ...component, name: "b" }] }),
    "a dependency on nothing": await faults({ dependencies: [{ ref: "a", dependsOn: ["gone"] }] }),
    "a purl that is none": await faults({ components: [{ ...component, purl: "not a purl" }] }),
    "an unknown key": await faults({ unknown: true }),
  }),
);
END
seen=$(node look.mjs)
echo "10.3.0 calls valid: $seen"
[ "$seen" = '{"one bom-ref twice":true,"a dependency on nothing":true,"a purl that is none":true,"an unknown key":false}' ]
