// Numbers as a person reads them.

/** A whole number with commas between its thousands. */
export function numberText(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}
