// A page of the simple repository API of Python projects: which files it names. Read in both of its forms, HTML
// (PEP 503) and JSON (PEP 691). Must never believe an address: only what has the pinned digest is taken.

import { decoded } from "./web-address.ts";

export interface PageFile {
  readonly name: string;
  readonly url: string;
  /** As the page tells it; absent when it does not. */
  readonly sha256?: string;
  /** Why it was withdrawn, which may be no word; absent where it was not (PEP 592). */
  readonly withdrawn?: string;
}

/** What to ask for; servers that know one form alone give that. */
export const SIMPLE_FORMS =
  "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

/** Undefined for a text that is no page of this API. `at` is the address that it came from. */
export function readSimplePage(text: string, at: string): readonly PageFile[] | undefined {
  return text.trimStart().startsWith("{") ? filesOfJson(text, at) : filesOfHtml(text, at);
}

function filesOfJson(text: string, at: string): readonly PageFile[] | undefined {
  try {
    const { meta, files } = JSON.parse(text) as {
      readonly meta?: { readonly "api-version"?: unknown };
      readonly files?: readonly {
        readonly url?: unknown;
        readonly hashes?: { readonly sha256?: unknown };
        readonly yanked?: unknown;
      }[];
    };
    if (!/^1\.[0-9]+$/.test(String(meta?.["api-version"])) || !Array.isArray(files)) return undefined;
    return files.flatMap(({ url, hashes, yanked }) =>
      pageFile(String(url), at, {
        sha256: hashes?.sha256,
        withdrawn: yanked === true ? "" : yanked === false ? undefined : yanked,
      }),
    );
  } catch {
    return undefined;
  }
}

function filesOfHtml(text: string, at: string): readonly PageFile[] | undefined {
  const plain = text.replace(/<!--[^]*?-->/g, "");
  const attribute = (tag: string, name: string): string | undefined => {
    const [, double, single, bare] =
      new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, "i").exec(tag) ?? [];
    const value = double ?? single ?? bare;
    return value === undefined ? undefined : withoutEntities(value);
  };
  const tags = (name: string): readonly string[] => plain.match(new RegExp(`<${name}\\s[^>]*>`, "gi")) ?? [];
  const base = tags("base").map((tag) => attribute(tag, "href"))[0];
  const root = base !== undefined && URL.canParse(base, at) ? new URL(base, at).href : at;
  if (!/<(!doctype html|html|a)\b/i.test(plain)) return undefined;
  return tags("a").flatMap((tag) =>
    pageFile(attribute(tag, "href") ?? "", root, {
      withdrawn: attribute(tag, "data-yanked") ?? (/\sdata-yanked[\s>]/i.test(tag) ? "" : undefined),
    }),
  );
}

/** Nothing for what is no address of a file. */
function pageFile(
  address: string,
  base: string,
  told: { readonly sha256?: unknown; readonly withdrawn: unknown },
): readonly PageFile[] {
  if (!URL.canParse(address, base)) return [];
  const url = new URL(address, base);
  const sha256 = told.sha256 ?? /^#(?:.*&)?sha256=([0-9a-f]{64})/i.exec(url.hash)?.[1];
  url.hash = "";
  const name = decoded(url.pathname.slice(url.pathname.lastIndexOf("/") + 1));
  if (name === undefined || name === "") return [];
  return [
    {
      name,
      url: url.href,
      ...(typeof sha256 === "string" ? { sha256: sha256.toLowerCase() } : {}),
      ...(typeof told.withdrawn === "string" ? { withdrawn: told.withdrawn } : {}),
    },
  ];
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function withoutEntities(text: string): string {
  return text.replace(/&(?:#([0-9]{1,6})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name: string) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}
