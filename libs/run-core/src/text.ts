/**
 * shorten bounds a text by UTF-16 length and marks the cut. Broken surrogates are replaced, since
 * the API server would store another text than the one that was sent.
 */
export function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text.toWellFormed();
  const kept = text.slice(0, maxLength - 1);
  const last = kept.charCodeAt(kept.length - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return `${(splitsPair ? kept.slice(0, -1) : kept).toWellFormed()}…`;
}
