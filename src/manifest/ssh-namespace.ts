// The namespaces of SSH signatures: one for each kind of text that is signed, so that a signature of one kind is none of
// another. Must never change one: what was signed stays as it is.

/** Of any file that is no statement of fromseed, as ssh-keygen(1) has it. */
export const FILE_NAMESPACE = "file";

/** By what a statement holds. Inside a JSON string its quotes would be escaped, so that it can only be a member. */
const NAMESPACES: readonly (readonly [member: string, namespace: string])[] = [
  ['"predicateType":"urn:fromseed:closure:', "closure@fromseed"],
  ['"predicateType":"urn:fromseed:observation:', "observation@fromseed"],
  ['"predicateType":"urn:fromseed:review:', "review@fromseed"],
  ['"buildType":"urn:fromseed:build:', "manifest@fromseed"],
];

/** The namespace that a text's signatures must have. */
export function namespaceOf(content: Uint8Array): string {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (bytes[0] !== OPENING_BRACE) return FILE_NAMESPACE;
  return NAMESPACES.find(([member]) => bytes.includes(member))?.[1] ?? FILE_NAMESPACE;
}

const OPENING_BRACE = 0x7b;
