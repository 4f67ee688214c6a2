/**
 * printable makes text that came out of a container harmless: a terminal would obey its control
 * characters. Line breaks become spaces, so that one text stays one line.
 */
export function printable(text: string): string {
  return withoutControls(text.replace(/\s*[\r\n]+\s*/g, ' ')).trim();
}

/** withoutControls replaces control characters, except tabs. */
export function withoutControls(text: string): string {
  return text.toWellFormed().replace(/(?!\t)\p{Cc}/gu, '\ufffd');
}
