import { describe, expect, it } from '@jest/globals';
import { chartCopy, typesFile } from './crd-outputs.ts';

const yaml = `
metadata: { name: things.example.dev }
spec:
  group: example.dev
  names: { kind: Thing }
  versions:
    - name: v1
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            spec:
              type: object
              required: [parts]
              properties:
                parts:
                  type: array
                  items:
                    type: object
                    required: [name]
                    properties:
                      name: &text { type: string, maxLength: 5 }
                      size: { type: integer, default: 1, description: size in metres. }
                      amount: { x-kubernetes-int-or-string: true }
            status:
              type: object
              properties:
                state: { type: string, enum: [Good, Bad] }
                note: *text
`;

describe('typesFile', () => {
  it('names types by path, in both views, all readonly', async () => {
    const types = await typesFile(yaml, 'crds/things.yaml');
    expect(types).toMatch(/^\/\/ DO NOT EDIT: made from crds\/things\.yaml/);
    for (const line of [
      'export interface Thing {',
      "  readonly apiVersion: 'example.dev/v1';",
      '  readonly metadata: ObjectMeta;',
      '  readonly parts: readonly ThingSpecPart[];',
      '  readonly size?: number;',
      '  readonly amount?: number | string;',
      "  readonly state?: 'Good' | 'Bad';",
      'export interface StoredThing {',
      '  readonly metadata: StoredObjectMeta;',
      '  readonly parts: readonly StoredThingSpecPart[];',
      '  readonly size: number;',
    ]) {
      expect(types.split('\n')).toContain(line);
    }
  });

  it('keeps one type where storing changes nothing', async () => {
    const types = await typesFile(yaml, 'x');
    expect(types).not.toContain('StoredThingStatus');
    expect(types.match(/readonly status\?: ThingStatus;/g)).toHaveLength(2);
  });
});

describe('chartCopy', () => {
  it('has a header and no anchors', async () => {
    const copy = await chartCopy(yaml, 'crds/things.yaml');
    expect(copy).toMatch(/^# DO NOT EDIT/);
    expect(copy).not.toMatch(/[&*][a-z]/);
    expect(copy.match(/maxLength: 5/g)).toHaveLength(2);
  });
});
