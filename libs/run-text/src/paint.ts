/** Paint gives a text a colour, or leaves it as it is where there is no terminal. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  busy(text: string): string;
}

const asIs = (text: string): string => text;

/** plain leaves every text as it is. */
export const plain: Paint = { bold: asIs, dim: asIs, good: asIs, bad: asIs, busy: asIs };

const escape = '\u001b[';

function sgr(code: number): (text: string) => string {
  return (text) => (text === '' ? '' : `${escape}${code}m${text}${escape}0m`);
}

/** colours uses the sixteen colours that every terminal has, in the user's own palette. */
export const colours: Paint = {
  bold: sgr(1),
  dim: sgr(2),
  good: sgr(32),
  bad: sgr(31),
  busy: sgr(33),
};
