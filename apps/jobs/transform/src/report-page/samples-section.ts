import type { CheckResult, Example } from '@gho-platform/quality';
import { badge, worstFirst } from './checks-section.ts';
import { showCount } from './figures.ts';
import { html, type Markup } from './markup.ts';

/** samplesSection shows the examples that the evaluation kept of each check that found something. */
export function samplesSection(checks: readonly CheckResult[]): Markup {
  const found = worstFirst(checks.filter(({ examples }) => examples.length > 0));
  const content =
    found.length === 0 ? [html`<p>No row failed any check.</p>`] : found.map(samplesOfCheck);
  return html`<section>
    <h2>Samples</h2>
    ${content}
  </section>`;
}

function samplesOfCheck({ check, outcome, rowsFailed, examples }: CheckResult): Markup {
  return html` <h3>
      ${badge(outcome)} <code>${check}</code>
      <span class="quiet">${showCount(examples.length)} of ${showCount(rowsFailed)} rows</span>
    </h3>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Data set</th>
            <th class="number">Line</th>
            <th>What is wrong</th>
          </tr>
        </thead>
        <tbody>
          ${examples.map(sampleRow)}
        </tbody>
      </table>
    </div>`;
}

function sampleRow({ dataSet, line, text }: Example): Markup {
  return html`<tr>
    <td><code>${dataSet}</code></td>
    <td class="number">${line ?? ''}</td>
    <td class="text"><bdi>${text}</bdi></td>
  </tr>`;
}
