// Which texts are addresses that fromseed can fetch from: well-formed, by http or https.

export function webAddress(text: string): URL | undefined {
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}
