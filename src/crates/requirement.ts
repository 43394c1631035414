// Which of a package's locked versions a dependency means (Cargo Reference, "Specifying Dependencies"). A lock says for a
// package which releases it uses, not by which dependency. Must never leave out one that may be meant.

/** Of the versions, those that plainly match; all, where none does or the requirement is not plain. */
export function meantVersions(requirement: string, versions: readonly string[]): readonly string[] {
  if (versions.length < 2) return versions;
  const [, operator, ...parts] = /^\s*([=^])?\s*([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?\s*$/.exec(requirement) ?? [];
  if (parts.length === 0) return versions;
  const wanted = parts.filter((part) => part !== undefined).map(Number);
  const matching = versions.filter((version) => {
    const own = /^([0-9]+)\.([0-9]+)\.([0-9]+)(?:\+.*)?$/.exec(version)?.slice(1).map(Number);
    return own !== undefined && (operator === "=" ? startsWith(own, wanted) : isCompatible(own, wanted));
  });
  return matching.length === 0 ? versions : matching;
}

/** Caret requirements: up to the first part that is not zero nothing changes, and what follows may grow. */
function isCompatible(own: readonly number[], wanted: readonly number[]): boolean {
  const first = wanted.findIndex((part) => part !== 0);
  if (first < 0) return startsWith(own, wanted);
  if (!startsWith(own, wanted.slice(0, first + 1))) return false;
  for (const [index, part] of wanted.entries()) {
    if (own[index]! > part) return true;
    if (own[index]! < part) return false;
  }
  return true;
}

function startsWith(own: readonly number[], wanted: readonly number[]): boolean {
  return wanted.every((part, index) => own[index] === part);
}
