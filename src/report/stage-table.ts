// Stage table: the stages with state, digest, size and time, aligned and fitted to a width.
// Must never cut a name to make room for what can be had elsewhere: digests shrink, then columns go, then names are cut.

import { cut, displayWidth, pad } from "./display-width.ts";
import { durationText } from "./duration-text.ts";
import { harmless } from "./harmless.ts";
import { sizeText } from "./size-text.ts";

export interface StageRow {
  readonly name: string;
  readonly state: string;
  readonly digest?: string;
  /** Bytes. */
  readonly size?: number;
  readonly seconds?: number;
}

interface Column {
  readonly title: string;
  readonly align: "left" | "right";
  readonly cell: (row: StageRow) => string;
}

const name: Column = { title: "name", align: "left", cell: (row) => harmless(row.name) };
const state: Column = { title: "state", align: "left", cell: (row) => harmless(row.state) };
const size: Column = { title: "size", align: "right", cell: (row) => (row.size === undefined ? "" : sizeText(row.size)) };
const time: Column = { title: "time", align: "right", cell: (row) => (row.seconds === undefined ? "" : durationText(row.seconds)) };

function digest(digits: number): Column {
  return { title: "digest", align: "left", cell: (row) => harmless(row.digest ?? "").slice(0, digits) };
}

// From the widest form to the narrowest.
const forms: readonly (readonly Column[])[] = [
  [name, state, digest(64), size, time],
  [name, state, digest(16), size, time],
  [name, state, digest(12), size, time],
  [name, state, digest(12), size],
  [name, state, size],
  [name, state],
];

/** Writes a table with a line of titles, in the widest form that fits; without a width, in full. */
export function stageTable(rows: readonly StageRow[], width = Infinity): string {
  const drawn = forms.map((columns) => draw(columns, rows));
  const fitting = drawn.find((lines) => lines.every((line) => displayWidth(line) <= width));
  const lines = fitting ?? drawn.at(-1)!.map((line) => cut(line, width));
  return lines.map((line) => `${line}\n`).join("");
}

function draw(columns: readonly Column[], rows: readonly StageRow[]): string[] {
  const cells = [columns.map((column) => column.title), ...rows.map((row) => columns.map((column) => column.cell(row)))];
  const widths = columns.map((_, i) => cells.reduce((widest, line) => Math.max(widest, displayWidth(line[i]!)), 0));
  return cells.map((line) => line.map((cell, i) => pad(cell, widths[i]!, columns[i]!.align)).join("  ").trimEnd());
}
