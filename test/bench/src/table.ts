/** Row is one line of a table, by heading. */
export type Row = Readonly<Record<string, string>>;

/** tableOf renders rows as a Markdown table; the headings are those of the first row. */
export function tableOf(rows: readonly Row[]): string {
  const headings = Object.keys(rows[0] ?? {});
  const cells = [headings, ...rows.map((row) => headings.map((heading) => row[heading] ?? ''))];
  const widths = headings.map((_, column) =>
    Math.max(...cells.map((line) => (line[column] ?? '').length)),
  );
  const lines = cells.map((line) => lineOf(line.map((cell, i) => cell.padEnd(widths[i] ?? 0))));
  const rule = lineOf(widths.map((width) => '-'.repeat(width)));
  return [lines[0] ?? '', rule, ...lines.slice(1)].join('\n');
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
