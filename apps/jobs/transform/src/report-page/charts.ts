import type { Distribution, RowTotals } from '@gho-platform/quality';
import { showCount, showValue } from './figures.ts';
import { html, type Markup } from './markup.ts';

/** Narrower than this, nobody sees that there is something. */
const visibleWidth = 2;

/** rowsBar draws what became of the rows of a data set, on a scale on which `most` fills the width. */
export function rowsBar(totals: RowTotals, most: number): Markup {
  const width = 220;
  const scale = (rows: number): number =>
    rows === 0 ? 0 : Math.max(visibleWidth, (width * rows) / Math.max(most, 1));
  const parts = [
    { name: 'collapsed', size: scale(totals.collapsed) },
    { name: 'quarantined', size: scale(totals.quarantined) },
    { name: 'accepted', size: scale(totals.accepted) },
  ];
  // What went wrong comes last and is not pushed out by what went right.
  let right = Math.min(width, Math.max(scale(totals.read), sumOf(parts)));
  const bars = parts.map(({ name, size }) => {
    const taken = Math.min(size, right);
    right -= taken;
    return html`<rect
      class="${name}"
      x="${fixed(right)}"
      y="2"
      width="${fixed(taken)}"
      height="12"
    />`;
  });
  const label = `${showCount(totals.accepted)} accepted, ${showCount(totals.quarantined)} quarantined, ${showCount(totals.collapsed)} repeated`;
  return html`<svg
    role="img"
    aria-label="${label}"
    width="${width}"
    height="16"
    viewBox="0 0 ${width} 16"
  >
    ${bars}
  </svg>`;
}

/**
 * limitBar draws how much of what is tolerated was used: 1 is the limit, in the middle of the picture;
 * twice as much and more fills it.
 */
export function limitBar(used: number): Markup {
  const width = 120;
  const size = used === 0 ? 0 : Math.max(visibleWidth, Math.min(1, used / 2) * width);
  return html`<svg
    role="img"
    aria-label="${showValue(100 * Math.min(used, 2))} percent of the limit"
    width="${width}"
    height="16"
    viewBox="0 0 ${width} 16"
  >
    <rect class="track" x="0" y="5" width="${width}" height="6" />
    <rect class="failing" x="0" y="5" width="${fixed(size)}" height="6" />
    <line class="limit" x1="${width / 2}" x2="${width / 2}" y1="1" y2="15" />
  </svg>`;
}

/** quartileStrip draws median and quartiles now (below) and in the last good load (above). */
export function quartileStrip(now: Distribution, before: Distribution | undefined): Markup {
  const width = 160;
  const known = before === undefined ? [now] : [now, before];
  const [least, most] = [
    Math.min(...known.map(({ lowerQuartile }) => lowerQuartile)),
    Math.max(...known.map(({ upperQuartile }) => upperQuartile)),
  ];
  const margin = 4;
  const place = (value: number): number =>
    most === least ? width / 2 : margin + ((value - least) / (most - least)) * (width - 2 * margin);
  const boxes = known.map((values, index) =>
    box(values, { place, top: index === 0 ? 12 : 2, name: index === 0 ? 'now' : 'before' }),
  );
  const label = known.map(({ median }) => `median ${showValue(median)}`).join(', before ');
  return html`<svg
    role="img"
    aria-label="${label}"
    width="${width}"
    height="22"
    viewBox="0 0 ${width} 22"
  >
    ${boxes}
  </svg>`;
}

interface BoxPlace {
  readonly place: (value: number) => number;
  readonly top: number;
  readonly name: string;
}

function box(
  { lowerQuartile, median, upperQuartile }: Distribution,
  { place, top, name }: BoxPlace,
): Markup {
  const [first, middle, last] = [place(lowerQuartile), place(median), place(upperQuartile)];
  const size = Math.max(visibleWidth, last - first);
  return html`<rect
      class="${name}"
      x="${fixed(first)}"
      y="${top}"
      width="${fixed(size)}"
      height="8"
    /><line
      class="median"
      x1="${fixed(middle)}"
      x2="${fixed(middle)}"
      y1="${top - 1}"
      y2="${top + 9}"
    />`;
}

function sumOf(parts: readonly { readonly size: number }[]): number {
  return parts.reduce((sum, { size }) => sum + size, 0);
}

function fixed(position: number): string {
  return position.toFixed(1);
}
