/** Markup is text that a browser may read as HTML; nothing but `html` makes it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Markup | readonly Markup[] | string | number;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Controls that a page cannot hold, and marks that turn the direction of the text around them. */
const invisible = /(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu;

/** html fills a template: markup stays as it is, every other value becomes plain text. */
export function html(template: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let text = template[0] ?? '';
  parts.forEach((part, index) => {
    text += textOf(part) + (template[index + 1] ?? '');
  });
  return new Markup(text);
}

function textOf(part: Part): string {
  if (part instanceof Markup) {
    return part.text;
  }
  return typeof part === 'object'
    ? part.map(({ text }) => text).join('')
    : escapeText(String(part));
}

/** escapeText makes any text harmless between tags and in quoted attributes, and shows what it hides. */
export function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(invisible, (character) => `\\u${hexadecimal(character)}`)
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

function hexadecimal(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(4, '0');
}
