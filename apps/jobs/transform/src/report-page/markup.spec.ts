import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { escapeText, html } from './markup.ts';

const cases: Record<string, [given: string, want: string]> = {
  'leaves plain text alone': ['BTN 2016 Côte d’Ivoire 日本 😀', 'BTN 2016 Côte d’Ivoire 日本 😀'],
  'makes no tag': ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  'ends no attribute': [`" onload='x'`, '&quot; onload=&#39;x&#39;'],
  'escapes an entity once': ['&lt; &amp;lt;', '&amp;lt; &amp;amp;lt;'],
  'shows controls': ['a\u0000b\u001bc\r', 'a\\u0000b\\u001bc\\u000d'],
  'shows what would turn the text around': ['69\u202e07\u2066', '69\\u202e07\\u2066'],
  'replaces half a character': ['a\uD800b', 'a\uFFFDb'],
};

describe('escapeText', () => {
  it.each(Object.entries(cases))('%s', (_, [given, want]) => {
    expect(escapeText(given)).toBe(want);
  });

  it('never lets markup through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeText(text)).not.toMatch(/[<>"']|(?![\t\n])\p{Cc}/u);
      }),
    );
  });
});

describe('html', () => {
  it('escapes texts and keeps markup', () => {
    const items = ['<a>', 'b'].map((text) => html`<li>${text}</li>`);
    expect(html`<b title="${'"'}">${items}</b>${7}`.text).toBe(
      '<b title="&quot;"><li>&lt;a&gt;</li><li>b</li></b>7',
    );
  });
});
