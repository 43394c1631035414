// What a machine is claimed to be, looked at for what cannot be true of one machine. Must never call a claim true: that
// nothing contradicts it is all that can be seen.

import type { Machine } from "../model/observation.ts";

/** How processors call their makers (CPUID leaf 0), and by what the makers' models can be known. */
const MAKERS: readonly { readonly vendor: string; readonly model: RegExp }[] = [
  { vendor: "GenuineIntel", model: /\bintel\b|\bxeon\b|\bpentium\b|\bceleron\b/i },
  { vendor: "AuthenticAMD", model: /\bamd\b|\bryzen\b|\bepyc\b|\bopteron\b/i },
  { vendor: "HygonGenuine", model: /\bhygon\b/i },
  { vendor: "CentaurHauls", model: /\bcentaur\b|\bvia\b/i },
  { vendor: "  Shanghai  ", model: /\bzhaoxin\b/i },
];

/** Why a machine cannot be as it is claimed, as the end of a sentence; undefined when nothing is seen. */
export function contradiction({ vendor, model }: Machine): string | undefined {
  const maker = MAKERS.find((each) => each.model.test(model));
  if (maker === undefined || maker.vendor.trim() === vendor.trim()) return undefined;
  const own = MAKERS.find((each) => each.vendor.trim() === vendor.trim());
  if (own === undefined || own.model.test(model)) return undefined;
  return `a processor that calls its maker "${vendor}" is not called "${model}"`;
}
