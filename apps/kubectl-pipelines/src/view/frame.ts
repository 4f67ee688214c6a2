/** What a picture has to fit into. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
}

const sequence = '\\u001b\\[[0-9;]*m';
const colourSequence = new RegExp(sequence, 'g');
/** Code points: what a terminal draws wider or joined is rare in names and messages. */
function characters(text: string): readonly string[] {
  return Array.from(text);
}

const reset = '\u001b[0m';

/**
 * fitLines cuts lines to the screen, so that a redraw knows how many there are: one that wraps would
 * count twice. One row stays free for the cursor. The end is kept: that is where things happen.
 */
export function fitLines(lines: readonly string[], { columns, rows }: Screen): readonly string[] {
  const room = Math.max(1, rows - 1);
  const cut = lines.length <= room ? lines : [...lines.slice(0, 1), ...lines.slice(-(room - 1))];
  return cut.slice(0, room).map((line) => fitLine(line, columns));
}

function fitLine(line: string, columns: number): string {
  if (width(line) <= columns) return line;
  let room = Math.max(0, columns - 1);
  let kept = '';
  for (const part of line.split(new RegExp(`(${sequence})`))) {
    if (part.startsWith('\u001b')) {
      kept += part;
    } else {
      const fitting = characters(part).slice(0, room);
      room -= fitting.length;
      kept += fitting.join('');
    }
  }
  return `${kept}…${line.includes('\u001b') ? reset : ''}`;
}

function width(line: string): number {
  return characters(line.replace(colourSequence, '')).length;
}

/** redraw is what replaces a picture of `previous` lines by another. */
export function redraw(previous: number, lines: readonly string[]): string {
  const back = previous === 0 ? '' : `\u001b[${previous}A\r\u001b[0J`;
  return back + lines.map((line) => `${line}\n`).join('');
}
