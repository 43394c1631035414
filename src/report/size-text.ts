// Sizes as a person reads them. Must never be parsed again or signed: it rounds.

const units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

/** Writes a number of bytes: `357 B`, `1.2 MiB`, `130 MiB`. One decimal below 100 of a unit, none above. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let value = bytes;
  for (const unit of units) {
    value /= 1024;
    if (Math.round(value * 10) / 10 < 100) return `${(Math.round(value * 10) / 10).toFixed(1)} ${unit}`;
    if (Math.round(value) < 1024) return `${Math.round(value)} ${unit}`;
  }
  return `${Math.round(value)} EiB`;
}
