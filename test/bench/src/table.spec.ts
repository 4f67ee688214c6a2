import { expect, it } from '@jest/globals';
import { tableOf } from './table.ts';

it('renders a Markdown table that is as Prettier would have it', () => {
  expect(tableOf([{ name: 'bare pods', ms: '7' }, { name: 'x' }])).toBe(
    ['| name      | ms |', '| --------- | -- |', '| bare pods | 7  |', '| x         |    |'].join(
      '\n',
    ),
  );
});
