/** FNV-1a of 32 bits. Names and jitter need spread here, not secrecy. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}

/** The same as eight hexadecimal digits, for names. */
export function hashOf(text: string): string {
  return fnv1a(text).toString(16).padStart(8, '0');
}
