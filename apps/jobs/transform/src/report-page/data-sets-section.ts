import type { DataSetReport } from '@gho-platform/quality';
import { quartileStrip, rowsBar } from './charts.ts';
import { showChange, showCount, showValue } from './figures.ts';
import { html, type Markup } from './markup.ts';

/** A page of three thousand data sets would not be read; the document in JSON has all of them. */
const maximumDataSets = 200;

/** dataSetsSection shows the rows of each data set, those with most rows set aside first. */
export function dataSetsSection(dataSets: readonly DataSetReport[]): Markup {
  const shown = dataSets
    .toSorted((left, right) => right.quarantined - left.quarantined)
    .slice(0, maximumDataSets);
  const most = Math.max(0, ...shown.map(({ read }) => read));
  const omitted = dataSets.length - shown.length;
  const note =
    omitted > 0
      ? [html`<p class="quiet">${showCount(omitted)} more data sets are in quality.json.</p>`]
      : [];
  return html` <section>
    <h2>Rows by data set</h2>
    <p class="quiet">
      Green rows were accepted, red ones set aside, grey ones repeat another row. The strips show
      the middle half of the numbers and their median: now in green, in the last good load above in
      grey.
    </p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Data set</th>
            <th>Rows</th>
            <th class="number">Read</th>
            <th class="number">Since the last load</th>
            <th class="number">Set aside</th>
            <th>Numbers</th>
            <th class="number">Median</th>
            <th>Newest</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map((found) => dataSetRow(found, most))}
        </tbody>
      </table>
    </div>
    ${note}
  </section>`;
}

function dataSetRow(found: DataSetReport, most: number): Markup {
  const { kind, dataSet, read, quarantined, profile, previous } = found;
  const { distribution, newestDate = '', newestYear } = profile;
  const strip =
    distribution === undefined ? [] : [quartileStrip(distribution, previous?.distribution)];
  const year = newestYear === undefined ? '' : `year ${newestYear}`;
  return html` <tr>
    <td>
      <code>${dataSet}</code>
      <div class="quiet">${kind}</div>
    </td>
    <td>${rowsBar(found, most)}</td>
    <td class="number">${showCount(read)}</td>
    <td class="number">${showChange(read, previous?.rows)}</td>
    <td class="number">${showCount(quarantined)}</td>
    <td>${strip}</td>
    <td class="number">${distribution === undefined ? '' : showValue(distribution.median)}</td>
    <td>
      ${year}
      <div class="quiet">${newestDate === '' ? '' : `stored ${newestDate}`}</div>
    </td>
  </tr>`;
}
