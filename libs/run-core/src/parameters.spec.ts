import { describe, expect, it } from '@jest/globals';
import { checkParameters, parameterValues } from './parameters.ts';
import { makePipeline, makeRun } from './testing/index.ts';

const pipeline = makePipeline()
  .withParameter('ingestionDate', { type: 'Date' })
  .withParameter('indicators', { default: 'WHOSIS_000001', pattern: '[A-Z0-9_]+(,[A-Z0-9_]+)*' })
  .withParameter('seed', { type: 'Integer', default: '7', minimum: 0, maximum: 100 })
  .withParameter('publish', { type: 'Boolean', default: 'true' })
  .withParameter('sex', { default: 'both', allowed: ['both', 'female', 'male'] })
  .withStage('ingest')
  .build();

const cases: Record<string, { given: Record<string, string>; want: string[] }> = {
  'accepts values and defaults': { given: { ingestionDate: '2026-06-01' }, want: [] },
  'wants a value without default': { given: {}, want: ['parameter ingestionDate is required'] },
  'refuses a name that is not declared': {
    given: { ingestionDate: '2026-06-01', image: 'evil' },
    want: [
      'parameter image is not declared by the Pipeline: declared are ingestionDate, indicators, seed, publish, sex',
    ],
  },
  'refuses a day that does not exist': {
    given: { ingestionDate: '2026-02-30' },
    want: ['parameter ingestionDate: "2026-02-30" is not a date: write YYYY-MM-DD'],
  },
  'names every mistake at once': {
    given: { ingestionDate: 'soon', indicators: 'a b', seed: '101', publish: 'yes', sex: 'x' },
    want: [
      'parameter ingestionDate: "soon" is not a date: write YYYY-MM-DD',
      'parameter indicators: "a b" does not match [A-Z0-9_]+(,[A-Z0-9_]+)*',
      'parameter seed: 101 is above the maximum 100',
      'parameter publish: "yes" is not a boolean: allowed are true and false',
      'parameter sex: "x" is not allowed: allowed are both, female, male',
    ],
  },
  'refuses numbers that are no plain integers': {
    given: { ingestionDate: '2026-06-01', seed: '1e2' },
    want: ['parameter seed: "1e2" is not an integer'],
  },
  'refuses integers that JSON does not keep': {
    given: { ingestionDate: '2026-06-01', seed: '9007199254740993' },
    want: ['parameter seed: "9007199254740993" is not an integer'],
  },
  'refuses a number below the minimum': {
    given: { ingestionDate: '2026-06-01', seed: '-1' },
    want: ['parameter seed: -1 is below the minimum 0'],
  },
};

function runWith(given: Record<string, string>) {
  return Object.entries(given).reduce(
    (run, [name, value]) => run.withParameter(name, value),
    makeRun(),
  );
}

describe('parameters', () => {
  for (const [name, { given, want }] of Object.entries(cases)) {
    it(name, () => {
      expect(checkParameters(pipeline, runWith(given).build().spec).problems).toEqual(want);
    });
  }

  it('gives the values in force in the order of the Pipeline', () => {
    const run = runWith({ seed: '3', ingestionDate: '2026-06-01' }).build();
    expect([...parameterValues(pipeline, run.spec)]).toEqual([
      ['ingestionDate', '2026-06-01'],
      ['indicators', 'WHOSIS_000001'],
      ['seed', '3'],
      ['publish', 'true'],
      ['sex', 'both'],
    ]);
  });

  it('tells mistakes of the Pipeline apart from those of the run', () => {
    const broken = makePipeline()
      .withParameter('a', { pattern: '(', default: 'x' })
      .withParameter('b', { type: 'Date', default: 'today' })
      .build();
    const { problems, pipelineProblems } = checkParameters(broken, makeRun().build().spec);
    expect(problems).toEqual([]);
    expect(pipelineProblems).toEqual([
      'spec.parameters[0].pattern: unexpected end',
      'spec.parameters[1].default: "today" is not a date: write YYYY-MM-DD',
    ]);
  });
});
