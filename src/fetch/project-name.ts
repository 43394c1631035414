// What all spellings of a Python project's name have in common.

/** PEP 503, "Normalized Names". */
export function normalised(name: string): string {
  return name.replace(/[-_.]+/g, "-").toLowerCase();
}
