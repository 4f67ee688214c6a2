/**
 * Template is a text with references: `$(a.b)` is a reference, `$$(` is a literal `$(`, every other
 * character stands for itself. A template is parsed once, before anything is put in, so a value that
 * looks like a reference is never read again.
 */
export type TemplatePart =
  | { readonly kind: 'Text'; readonly text: string }
  | { readonly kind: 'Reference'; readonly name: string }
  /** `$(` without its closing parenthesis. */
  | { readonly kind: 'Unclosed'; readonly text: string };

/** parseTemplate never fails: a broken reference is a part of its own. */
export function parseTemplate(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let rest = template;
  while (rest !== '') {
    const { part, length } = nextPart(rest);
    parts.push(part);
    rest = rest.slice(length);
  }
  return parts;
}

function nextPart(rest: string): { readonly part: TemplatePart; readonly length: number } {
  if (rest.startsWith('$$(')) return { part: { kind: 'Text', text: '$(' }, length: 3 };
  if (rest.startsWith('$(')) return reference(rest);
  const end = rest.indexOf('$', 1);
  const text = end === -1 ? rest : rest.slice(0, end);
  return { part: { kind: 'Text', text }, length: text.length };
}

function reference(rest: string): { readonly part: TemplatePart; readonly length: number } {
  const end = rest.indexOf(')');
  if (end === -1) return { part: { kind: 'Unclosed', text: rest }, length: rest.length };
  return { part: { kind: 'Reference', name: rest.slice(2, end) }, length: end + 1 };
}
