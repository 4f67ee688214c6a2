import type { QualityDocument } from '../quality-report.ts';
import { checksSection } from './checks-section.ts';
import { showCount, showShare } from './figures.ts';
import { dataSetsSection } from './data-sets-section.ts';
import { html, Markup } from './markup.ts';
import { samplesSection } from './samples-section.ts';
import { style } from './style.ts';

/**
 * renderPage shows a quality report as one HTML page that needs nothing else: no script, no font, no
 * image. Values of the source become plain text, and the page forbids itself to load anything.
 */
export function renderPage(document: QualityDocument): string {
  const { checks, dataSets } = document;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Data quality of ${document.run}</title>
        <style>
          ${new Markup(style)}
        </style>
      </head>
      <body>
        ${verdictSection(document)}${rowsSection(document)}${checksSection(checks)}${dataSetsSection(dataSets)}${samplesSection(checks)}${sourcesSection(document)}
      </body>
    </html> `;
  return page.text;
}

function verdictSection(document: QualityDocument): Markup {
  const { verdict, contracts, run, loadId, ingestionDate, dataSets } = document;
  const { title, sentence } = verdictText(document);
  const tone = verdict === 'Passed' && title !== 'Passed' ? 'Warned' : verdict;
  return html` <header class="verdict ${tone}">
    <h1>${title}</h1>
    <p>${sentence}</p>
    ${errorsOf(document)}
    <dl>
      <div>
        <dt>Run</dt>
        <dd>${run}</dd>
      </div>
      <div>
        <dt>Load</dt>
        <dd><code>${loadId}</code></dd>
      </div>
      <div>
        <dt>Pull of</dt>
        <dd>${ingestionDate}</dd>
      </div>
      <div>
        <dt>Data sets</dt>
        <dd>${showCount(dataSets.length)}</dd>
      </div>
      <div>
        <dt>Contracts</dt>
        <dd>${contracts.map(({ name, version }) => `${name} ${version}`).join(', ')}</dd>
      </div>
    </dl>
  </header>`;
}

function verdictText({ verdict, checks, dataSets }: QualityDocument): {
  title: string;
  sentence: string;
} {
  const count = (outcome: string): number =>
    checks.filter((check) => check.outcome === outcome).length;
  const warnings = count('Warned');
  const setAside = dataSets.reduce((sum, { quarantined }) => sum + quarantined, 0);
  switch (verdict) {
    case 'Failed':
      return {
        title: 'Failed',
        sentence: `${count('Failed')} of ${checks.length} checks failed. Nothing of this pull is loaded.`,
      };
    case 'Inconclusive':
      return {
        title: 'Inconclusive',
        sentence:
          'A check could not be carried out, so nothing is known about the data. Nothing is loaded.',
      };
    case 'PassedWithQuarantine':
      return {
        title: 'Passed, with rows set aside',
        sentence: `${showCount(setAside)} rows are set aside, fewer than the contracts allow; ${warnings} of ${checks.length} checks found something.`,
      };
    case 'Passed':
      return {
        title: warnings === 0 ? 'Passed' : 'Passed, with warnings',
        sentence: `${checks.length - warnings} of ${checks.length} checks passed, and every row may be loaded.`,
      };
  }
}

function errorsOf({ executionErrors }: QualityDocument): readonly Markup[] {
  return executionErrors.map(
    ({ check, dataSet, line, message }) =>
      html`<p><code>${check}</code> broke down at ${dataSet} line ${line}: ${message}</p>`,
  );
}

function rowsSection({ rows }: QualityDocument): Markup {
  const tile = (name: string, count: number): Markup =>
    html`<div class="tile">
      <span class="quiet">${name}</span><b>${showCount(count)}</b
      ><span class="quiet">${showShare(count, rows.read)}</span>
    </div>`;
  return html` <section class="tiles">
    ${tile('Observations read', rows.read)}${tile('Accepted', rows.accepted)}${tile('Set aside', rows.quarantined)}${tile('Repeated', rows.collapsed)}
  </section>`;
}

function sourcesSection({ sources }: QualityDocument): Markup {
  const rows = sources.map(
    ({ dataset, object, sha256 }) =>
      html`<tr>
        <td><code>${dataset.code}</code></td>
        <td class="text"><code>${object}</code></td>
        <td><code>${sha256.slice(0, 12)}</code></td>
      </tr>`,
  );
  return html` <section>
    <h2>Sources</h2>
    <p class="quiet">A line of a sample is a line of this object in the raw zone, from 1.</p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Data set</th>
            <th>Object</th>
            <th>SHA-256</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </section>`;
}
