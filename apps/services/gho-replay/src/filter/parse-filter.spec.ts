import { describe, expect, it } from '@jest/globals';
import { BadQueryError } from '../bad-query.ts';
import { KnownFields } from '../known-fields.ts';
import { parseFilter } from './parse-filter.ts';

const known = new KnownFields('indicator');
const rows = [
  { Id: 1, SpatialDim: 'KEN', TimeDim: 2015, NumericValue: 61.5, Comments: null },
  { Id: 2, SpatialDim: 'NOR', TimeDim: 2016, NumericValue: 82, Comments: "Côte d'Ivoire" },
  { Id: 3, SpatialDim: 'IDN', TimeDim: 2017, NumericValue: null, Comments: 'x (y)' },
];

function matching(filter: string): number[] {
  return rows.filter(parseFilter(filter, known)).map(({ Id: id }) => id);
}

describe('parseFilter', () => {
  it.each([
    ["SpatialDim eq 'KEN'", [1]],
    ["SpatialDim ne 'KEN'", [2, 3]],
    ['TimeDim ge 2016', [2, 3]],
    ['TimeDim gt 2016', [3]],
    ['TimeDim le 2015 or TimeDim eq 2017', [1, 3]],
    ['NumericValue lt 82', [1]],
    ['NumericValue eq null', [3]],
    ['Comments ne null', [2, 3]],
    ["SpatialDim in ('KEN','IDN')", [1, 3]],
    ['TimeDim in (2015, 2016)', [1, 2]],
    ["contains(Comments,'(y')", [3]],
    ["contains(tolower(SpatialDim),'no')", [2]],
    ["startswith(SpatialDim,'I')", [3]],
    ["Comments eq 'Côte d''Ivoire'", [2]],
    ["SpatialDim eq 'KEN' or SpatialDim eq 'NOR' and TimeDim eq 1", [1]],
    ["(SpatialDim eq 'KEN' or SpatialDim eq 'NOR') and TimeDim eq 2016", [2]],
    ["not (SpatialDim eq 'KEN')", [2, 3]],
    ["SpatialDim eq 'SEX_OLD_CODE'", []],
  ])('understands %s', (...[filter, want]) => {
    expect(matching(filter)).toEqual(want);
  });

  it('compares dates by day', () => {
    const isLate = parseFilter('date(TimeDimensionBegin) ge 2011-01-01', known);
    expect(isLate({ TimeDimensionBegin: '2011-01-01T00:00:00+01:00' })).toBe(true);
    expect(isLate({ TimeDimensionBegin: '2010-12-31T00:00:00+01:00' })).toBe(false);
  });

  it.each([
    ["TimeDim eq '2015'", 'incompatible types'],
    ['SpatialDim eq 5', 'incompatible types'],
    ["SpatialDim eq 'KEN", 'There is an unterminated literal at position 18'],
    ["Country eq 'KEN'", "Could not find a property named 'Country'"],
    ["spatialdim eq 'KEN'", "Could not find a property named 'spatialdim'"],
    ["contains(tolower(Countr),'no')", "Could not find a property named 'Countr'"],
    ['SpatialDim eq Country', "Could not find a property named 'Country'"],
    ["SpatialDim = 'KEN'", 'Syntax error at position 11'],
    ["SpatialDim like 'KEN'", 'Syntax error'],
    ["SpatialDim eq 'KEN' and", 'Syntax error'],
    ["(SpatialDim eq 'KEN'", 'Syntax error'],
    ["SpatialDim eq 'KEN' 'NOR'", 'Syntax error'],
    ['contains(SpatialDim)', 'Syntax error'],
    ['SpatialDim in ()', 'Syntax error'],
    ['', 'Syntax error'],
  ])('refuses %s', (...[filter, problem]) => {
    const act = (): unknown => parseFilter(filter, known);
    expect(act).toThrow(BadQueryError);
    expect(act).toThrow(problem);
  });
});
