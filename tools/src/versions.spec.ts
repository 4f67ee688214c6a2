import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../../', import.meta.url));

function text(path: string): Promise<string> {
  return readFile(`${root}${path}`, 'utf8');
}

let version: string;

beforeAll(async () => {
  ({ version } = JSON.parse(await text('package.json')) as { version: string });
});

describe('the version of a release', () => {
  it('is the same in the chart, which the tag of images follows', async () => {
    expect(parse(await text('helm/gho-platform/Chart.yaml'))).toMatchObject({
      version,
      appVersion: version,
    });
  });

  it.each(['pipeline', 'pipeline-daily', 'pipeline-guarded'])(
    'is the tag of the images in sample %s',
    async (name) => {
      const images = [...(await text(`crds/samples/${name}.yaml`)).matchAll(/image: .*:(\S+)/g)];
      expect(images.map(([, tag]) => tag)).toEqual(images.map(() => version));
      expect(images).not.toHaveLength(0);
    },
  );
});
