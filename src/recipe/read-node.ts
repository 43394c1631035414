// Reads one file of the repository as far as its nodes: characters, then YAML.
// Must never hand on a node of a file that has a failure of either kind.

import type { Node } from "./node.ts";
import { readPlainYaml } from "./plain.ts";
import { Reading } from "./reading.ts";
import { readRepositoryText, type Checkout } from "./text.ts";
import { readYaml } from "./yaml.ts";

/** Reads a YAML file; the reading has every failure that was found, and takes those still to come. */
export async function readNode(
  checkout: Checkout,
  file: string,
  action: string,
): Promise<{ readonly node?: Node; readonly reading: Reading }> {
  const { text, failures } = readRepositoryText(checkout, file, action);
  if (failures.length > 0) return { reading: new Reading(text, action, [...failures]) };
  const plain = readPlainYaml(text.text);
  if (plain !== undefined) return { node: plain, reading: new Reading(text, action) };
  const read = await readYaml(text, action);
  const reading = new Reading(text, action, [...read.failures]);
  return read.node === undefined ? { reading } : { node: read.node, reading };
}
