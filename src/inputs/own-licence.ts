// Which licence an unpacked source says that it has: in the words of its packaging, or by its licence file's text. Must
// never be taken for more than a guess in the latter case.

import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { licenceOf } from "../crates/licence.ts";

export interface OwnLicence {
  /** SPDX expression. */
  readonly licence: string;
  /** The file that tells it. */
  readonly licenceFrom: string;
  /** Whether the file names it; else its words were compared. */
  readonly isNamed: boolean;
}

/** Undefined where neither its packaging nor a licence file at its top tells. */
export async function ownLicence(directory: string): Promise<OwnLicence | undefined> {
  const names = (await readdir(directory)).sort();
  for (const [name, read] of PACKAGING) {
    const licence = names.includes(name) ? read((await textOf(join(directory, name))) ?? "") : undefined;
    if (licence !== undefined) return { licence, licenceFrom: name, isNamed: true };
  }
  for (const name of names.filter((each) => /^(licen[cs]e|copying|copyright)/i.test(each))) {
    const text = await textOf(join(directory, name));
    const found = text === undefined ? undefined : LICENCE_WORDS.find(([words]) => words.test(text));
    if (found !== undefined) return { licence: found[1], licenceFrom: name, isNamed: false };
  }
  return undefined;
}

/** Files in which packages name their licence, and how. */
const PACKAGING: readonly (readonly [string, (text: string) => string | undefined])[] = [
  ["PKG-INFO", licenceExpression],
  ["Cargo.toml", crateLicence],
];

/** Of a Python project's core metadata: headers, as of mail, up to an empty line (PEP 639). */
function licenceExpression(text: string): string | undefined {
  const headers = text.split(/\r?\n\r?\n/, 1)[0]!;
  return /^License-Expression: *([A-Za-z0-9(][A-Za-z0-9.+() -]*?)\s*$/im.exec(headers)?.[1];
}

function crateLicence(text: string): string | undefined {
  const licence = licenceOf(text);
  return licence === "NOASSERTION" ? undefined : licence;
}

async function textOf(path: string): Promise<string | undefined> {
  const facts = await stat(path).catch(() => undefined);
  return facts?.isFile() === true && facts.size <= 2 ** 20 ? readFile(path, "utf8") : undefined;
}

/** Words that only one licence's text has, in the order of trying. */
const LICENCE_WORDS: readonly (readonly [RegExp, string])[] = [
  [/GNU AFFERO GENERAL PUBLIC LICENSE\s+Version 3/i, "AGPL-3.0-or-later"],
  [/GNU LESSER GENERAL PUBLIC LICENSE\s+Version 3/i, "LGPL-3.0-or-later"],
  [/GNU LESSER GENERAL PUBLIC LICENSE\s+Version 2\.1/i, "LGPL-2.1-or-later"],
  [/GNU GENERAL PUBLIC LICENSE\s+Version 3/i, "GPL-3.0-or-later"],
  [/GNU GENERAL PUBLIC LICENSE\s+Version 2/i, "GPL-2.0-or-later"],
  [/Apache License\s+Version 2\.0/i, "Apache-2.0"],
  [/Mozilla Public License Version 2\.0/i, "MPL-2.0"],
  [/Permission is hereby granted, free of charge, to any person/i, "MIT"],
  [/Redistribution and use in source and binary forms[^]*Neither the name/i, "BSD-3-Clause"],
  [/Redistribution and use in source and binary forms/i, "BSD-2-Clause"],
  [/Permission to use, copy, modify, and(?:\/or)? distribute this software for any purpose/i, "ISC"],
];
