// Characters that a person cannot see, or that act on a terminal or on the order of a line: controls, what reorders text
// on the screen (Trojan Source, CVE-2021-42574), what takes no room, and what Unicode has not assigned.

const CLASS = String.raw`[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`;

export const UNSEEN: RegExp = new RegExp(CLASS, "gu");

/** The first of them that is not a line feed. */
export const UNSEEN_IN_TEXT: RegExp = new RegExp(String.raw`(?!\n)${CLASS}`, "u");
