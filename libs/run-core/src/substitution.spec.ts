import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkReferences } from './check-references.ts';
import { substitute } from './substitution.ts';
import type { Values } from './substitution.ts';
import { makePipeline, makeRun, makeStage } from './testing/index.ts';

const values: Values = {
  run: makeRun().build(),
  parameters: new Map([
    ['date', '2026-06-01'],
    ['tricky', '$(run.uid) $$(run.name) $PATH'],
  ]),
  stages: [
    { name: 'ingest', state: 'Succeeded', outputs: [{ name: 'rawPrefix', value: 'raw/x/' }] },
  ],
  outcome: undefined,
};

function render(template: string): unknown {
  return substitute({ ...makeStage('s'), args: [template] }, values);
}

const cases: Record<string, { given: string; want: string }> = {
  'puts in parameters, the run and outputs': {
    given: '$(run.name)/$(parameters.date)/$(stages.ingest.outputs.rawPrefix)$(run.namespace)',
    want: 'gho-1/2026-06-01/raw/x/gho-platform',
  },
  'keeps text without references': {
    given: 'cost: 5$ or $HOME ${x}',
    want: 'cost: 5$ or $HOME ${x}',
  },
  'writes an escaped reference as it is': { given: '$$(run.name)', want: '$(run.name)' },
  'escapes only directly before a parenthesis': { given: '$$$(run.name)', want: '$$(run.name)' },
  'never substitutes a value again': {
    given: '<$(parameters.tricky)>',
    want: '<$(run.uid) $$(run.name) $PATH>',
  },
};

describe('substitute', () => {
  for (const [name, { given, want }] of Object.entries(cases)) {
    it(name, () => {
      expect(render(given)).toEqual({ env: [], args: [want] });
    });
  }

  it('leaves out what comes from Secrets and ConfigMaps', () => {
    const stage = {
      ...makeStage('s'),
      env: [
        { name: 'A', value: '$(parameters.date)' },
        { name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
      ],
    };
    expect(substitute(stage, values)).toEqual({ env: [{ name: 'A', value: '2026-06-01' }] });
  });

  it('names every output that is missing', () => {
    expect(render('$(stages.ingest.outputs.a) $(stages.other.outputs.b)')).toEqual({
      reason: 'InvalidConfiguration',
      message:
        'no value for $(stages.ingest.outputs.a), $(stages.other.outputs.b): the stage that should give it succeeded without this output',
    });
  });

  it('gives back any text whose references are escaped', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        // "$" before the escape would join it: "$" + "$$(".
        fc.pre(!text.includes('$$('));
        expect(render(text.replaceAll('$(', '$$$$('))).toEqual({ env: [], args: [text] });
      }),
    );
  });
});

describe('checkReferences', () => {
  const broken: Record<string, { value: string; want: string }> = {
    'an unknown form': {
      value: '$(secret.x)',
      want: 'unknown reference $(secret.x); allowed are $(parameters.x), $(run.name), $(run.uid), $(run.namespace) and $(stages.s.outputs.o); write "$$(" for a literal "$("',
    },
    'a parameter that is not declared': {
      value: '$(parameters.nope)',
      want: '$(parameters.nope) names a parameter that spec.parameters does not declare',
    },
    'a later stage': {
      value: '$(stages.last.outputs.x)',
      want: '$(stages.last.outputs.x) names stage last, which does not run before this one',
    },
    'the stage itself': {
      value: '$(stages.second.outputs.x)',
      want: '$(stages.second.outputs.x) names stage second, which does not run before this one',
    },
    'a stage that does not exist': {
      value: '$(stages.nope.outputs.x)',
      want: '$(stages.nope.outputs.x) names stage nope, which does not exist',
    },
    'an open reference': {
      value: 'a $(run.name',
      want: 'a reference lacks its ")"; write "$$(" for a literal "$("',
    },
  };
  for (const [name, { value, want }] of Object.entries(broken)) {
    it(`refuses ${name} with its path`, () => {
      const env = [
        { name: 'OK', value: '$(run.uid)' },
        { name: 'FROM', valueFrom: {} },
        { name: 'BAD', value },
      ];
      const pipeline = makePipeline()
        .withStage('first')
        .withStage('second', { env })
        .withStage('last', { args: ['$(stages.second.outputs.x)', '$(stages.first.outputs.x)'] });
      expect(checkReferences(pipeline.build())).toEqual([`spec.stages[1].env[2].value: ${want}`]);
    });
  }

  it('names the argument', () => {
    const pipeline = makePipeline()
      .withStage('only', { args: ['fine', '$(x)'] })
      .build();
    expect(checkReferences(pipeline)[0]).toMatch(/^spec\.stages\[0\]\.args\[1\]: unknown/);
  });
});
