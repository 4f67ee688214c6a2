import { describe, expect, it } from '@jest/globals';
import type { CheckResult, Verdict } from '@gho-platform/quality';
import fc from 'fast-check';
import type { QualityDocument } from '../quality-report.ts';
import { renderPage } from './page.ts';

/** Texts that come from the source, from a file or from a person. */
interface Texts {
  readonly run: string;
  readonly indicator: string;
  readonly example: string;
  readonly check: string;
}

const plain: Texts = { run: 'gho-1', indicator: 'WHOSIS_000001', example: 'BTN 2016', check: 'c' };

function checkOf(change: Partial<CheckResult>, { check, example, indicator }: Texts): CheckResult {
  return {
    check,
    contract: 'gho-observation',
    type: 'unique_key',
    severity: 'Quarantine',
    outcome: 'Warned',
    threshold: { maxBasisPoints: 100 },
    rowsChecked: 1000,
    rowsFailed: 2,
    reasons: { ConflictingDuplicate: 2 },
    examples: [{ dataSet: indicator, line: 7, text: example }],
    ...change,
  };
}

function documentOf(texts: Texts = plain, change: Partial<QualityDocument> = {}): QualityDocument {
  const distribution = { values: 9, lowerQuartile: 1, median: 2, upperQuartile: 3 };
  return {
    version: 2,
    loadId: `${texts.run}/1`,
    run: texts.run,
    ingestionDate: '2026-06-01',
    contracts: [
      { name: 'gho-country', version: 1 },
      { name: 'gho-observation', version: 2 },
    ],
    verdict: 'PassedWithQuarantine',
    rows: { read: 1000, accepted: 998, quarantined: 2, collapsed: 0 },
    dataSets: [
      {
        ...{ kind: 'indicator', dataSet: texts.indicator },
        ...{ read: 1000, accepted: 998, quarantined: 2, collapsed: 0 },
        profile: { distribution, newestDate: '2026-01-01', newestYear: 2024 },
        previous: { rows: 900, distribution },
      },
      {
        ...{ kind: 'dimension', dataSet: 'COUNTRY', profile: {} },
        ...{ read: 234, accepted: 233, quarantined: 1, collapsed: 0 },
      },
    ],
    checks: [
      checkOf({}, texts),
      checkOf({ severity: 'Halt', outcome: 'Passed', rowsFailed: 0, examples: [] }, texts),
    ],
    executionErrors: [{ check: texts.check, dataSet: texts.indicator, line: 1, message: 'x' }],
    sources: [
      {
        dataset: { kind: 'indicator', code: texts.indicator },
        ingestionDate: '2026-06-01',
        object: `raw/${texts.indicator}`,
        sha256: 'a'.repeat(64),
        contentHash: 'b'.repeat(64),
      },
    ],
    ...change,
  };
}

/** The page without the blanks between its tags. */
function squeeze(page: string): string {
  return page.replaceAll(/>\s+/g, '>').replaceAll(/\s+</g, '<');
}

/** All tags of a page with their attributes, as a browser would see them. */
function tagsOf(page: string): string[] {
  return page.match(/<[^>]*>/g) ?? [];
}

describe('renderPage', () => {
  it.each<[Verdict, string]>([
    ['Passed', '<h1>Passed, with warnings</h1><p>1 of 2 checks passed'],
    ['PassedWithQuarantine', '<h1>Passed, with rows set aside</h1><p>3 rows are set aside'],
    ['Failed', '<h1>Failed</h1><p>0 of 2 checks failed. Nothing of this pull is loaded.'],
    ['Inconclusive', '<h1>Inconclusive</h1><p>A check could not be carried out'],
  ])('begins with the verdict %s', (verdict, want) => {
    expect(squeeze(renderPage(documentOf(plain, { verdict })))).toContain(want);
  });

  it('shows what a person asks next: checks by severity, rows by data set, samples, sources', () => {
    const page = squeeze(renderPage(documentOf()));
    const headings = [...page.matchAll(/<h[23]>(.*?)<\/h[23]>/g)].map(([, text = '']) =>
      text.replaceAll(/<[^>]*>/g, ''),
    );
    expect(headings).toEqual([
      ...['Checks', 'Halt(1)', 'Quarantine(1)'],
      ...['Rows by data set', 'Samples', 'Warnedc1 of 2 rows', 'Sources'],
    ]);
    expect(page).toContain('ConflictingDuplicate 2');
    expect(page).toContain('+11.1 %');
  });

  it('loads nothing and runs nothing', () => {
    const page = renderPage(documentOf());
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<(script|link|img|iframe|object)|\b(src|href|on\w+)=|url\(|@import/i);
  });

  it('has the same tags and attributes, whatever the source says', () => {
    const hostile = fc.oneof(
      fc.constantFrom(
        '<script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        `' onmouseover='alert(1)`,
        '</table></svg><style>*{display:none}</style>',
        '<!--',
        ']]>',
        '&lt;b&gt;',
      ),
      fc.string({ unit: 'binary', maxLength: 40 }),
    );
    const texts = fc.record({ run: hostile, indicator: hostile, example: hostile, check: hostile });
    const want = tagsOf(renderPage(documentOf()));
    fc.assert(
      fc.property(texts, (given) => {
        expect(tagsOf(renderPage(documentOf(given)))).toEqual(want);
      }),
    );
  });

  it('stays readable with thousands of data sets', () => {
    const [found] = documentOf().dataSets;
    const dataSets = Array.from({ length: 3000 }, () => found).filter(
      (entry) => entry !== undefined,
    );
    const page = renderPage(documentOf(plain, { dataSets }));
    expect(page).toContain('2,800 more data sets are in quality.json.');
    expect(page.length).toBeLessThan(1_000_000);
  });
});
