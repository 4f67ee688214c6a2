import { describe, expect, it } from '@jest/globals';
import { createLogger } from './logger.ts';

function logged(fields: Record<string, unknown>): Record<string, unknown> {
  let line = '';
  const destination = { write: (text: string) => void (line = text) };
  createLogger({ destination }).info(fields, 'Connected');
  return JSON.parse(line) as Record<string, unknown>;
}

describe('createLogger', () => {
  it('censors known secrets, nested ones too', () => {
    const line = logged({ password: 'p', settings: { password: 'p', host: 'h' } });
    expect(line).toMatchObject({
      password: '[Redacted]',
      settings: { password: '[Redacted]', host: 'h' },
    });
  });

  it("keeps an error's own words and causes, not what clients hang on it", () => {
    const cause = new Error('connection refused');
    const error = Object.assign(new Error('query failed', { cause }), {
      code: 'ECONNREFUSED',
      connectionParameters: { user: 'u', anything: 'hunter2' },
    });
    const line = logged({ error });
    expect(line.error).toMatchObject({
      message: 'query failed',
      code: 'ECONNREFUSED',
      cause: { message: 'connection refused' },
    });
    expect(JSON.stringify(line)).not.toContain('hunter2');
  });
});
