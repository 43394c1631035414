// Texts of Cargo.toml as tables. The library that reads them is loaded when the first one is read. Must never throw on a
// text: of a package whose manifest cannot be read, all is taken.

/** What a text holds; its values are what somebody wrote. */
export type Table = Readonly<Record<string, unknown>>;

/** Undefined for a text that is no TOML, or longer than any manifest. */
export type TableReader = (text: string) => Table | undefined;

/** In characters. */
const LONGEST = 2 ** 22;

export async function tableReader(): Promise<TableReader> {
  const { parse } = await import("smol-toml");
  return (text) => {
    if (text.length > LONGEST) return undefined;
    try {
      return parse(text, { integersAsBigInt: "asNeeded" });
    } catch {
      return undefined;
    }
  };
}

export function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** The value that the table itself has under the key. */
export function valueIn(table: Table | undefined, key: string): unknown {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

/** The same, where it is a table. */
export function tableIn(table: Table | undefined, key: string): Table | undefined {
  const value = valueIn(table, key);
  return isTable(value) ? value : undefined;
}
