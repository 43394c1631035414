// The forms of a policy's lines, as messages show them. POLICY.md has the grammar.

export const FORMS = {
  signer: "signer NAME FINGERPRINT [from TIME] [until TIME] [compromised TIME] [touch] [pin]",
  person: "person NAME SIGNER...",
  group: "group NAME (COUNT | any | all) MEMBER...",
  quorum: "quorum NAME",
  stages:
    "stages PATTERN... need NAME (signed | built | checked) [vendors N] [kernels N] [distributions N] [interpreted N]",
  paths: "paths PATH... need NAME (signed | reviewed)",
  opaque: "opaque none, or opaque [files] NAME=DIGEST...",
  policy: "policy NAME VERSION",
  expires: "expires TIME",
  changes: "changes NAME",
} as const;
export type Keyword = keyof typeof FORMS;
export type OnceKeyword = "quorum" | "changes" | "policy" | "expires" | "opaque";
