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

const encoder = new TextEncoder();

/** Size of a value as JSON in UTF-8, as it travels and is stored. */
export function jsonBytes(value: unknown): number {
  return encoder.encode(JSON.stringify(value)).length;
}

/** Whether a value as JSON in UTF-8 fits into so many bytes. A UTF-16 unit takes at most three. */
export function fitsBytes(value: unknown, maxBytes: number): boolean {
  const json = JSON.stringify(value);
  return json.length * 3 <= maxBytes || encoder.encode(json).length <= maxBytes;
}

/** shortenBytes bounds a text by its size as JSON, in which one character may take six bytes. */
export function shortenBytes(text: string, maxBytes: number): string {
  let fitting = text.toWellFormed();
  // Six bytes for each character and two quotes: most texts fit without being counted.
  if (fitting.length * 6 + 2 <= maxBytes) return fitting;
  for (let bytes = jsonBytes(fitting); bytes > maxBytes; bytes = jsonBytes(fitting)) {
    // Never less than one character shorter, so this ends.
    const length = Math.min(Math.floor((fitting.length * maxBytes) / bytes), fitting.length - 1);
    fitting = shorten(fitting, Math.max(1, length));
    if (fitting.length <= 1) return fitting;
  }
  return fitting;
}
