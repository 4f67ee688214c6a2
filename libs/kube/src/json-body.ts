/**
 * jsonBody writes JSON with the escapes that Go's encoder uses. A patch makes the API server encode
 * an object again, and it compares some fields, such as the data of a ControllerRevision, byte by
 * byte: a plain `<` would come back as `\u003c` and count as a change of an immutable field.
 */
export function jsonBody(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, escaped);
}

/** All of these can stand only within strings, where an escape means the same. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
