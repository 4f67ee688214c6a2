import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tlsOptions } from './tls.ts';

describe('tlsOptions', () => {
  it('encrypts nothing with disable', () => {
    expect(tlsOptions({ mode: 'disable', rootCertificateFile: undefined })).toBe(false);
  });

  it('encrypts with require and trusts whoever answers, as libpq does', () => {
    expect(tlsOptions({ mode: 'require', rootCertificateFile: undefined })).toEqual({
      rejectUnauthorized: false,
    });
  });

  it('checks the authority but not the name with verify-ca, and both with verify-full', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tls-'));
    const rootCertificateFile = join(folder, 'root.crt');
    writeFileSync(rootCertificateFile, 'certificate');
    expect(tlsOptions({ mode: 'verify-ca', rootCertificateFile })).toEqual({
      ca: 'certificate',
      checkServerIdentity: expect.any(Function),
    });
    expect(tlsOptions({ mode: 'verify-full', rootCertificateFile })).toEqual({ ca: 'certificate' });
    rmSync(folder, { recursive: true });
  });

  it('takes the authorities as text too, and prefers it to a file', () => {
    const settings = { rootCertificate: 'text', rootCertificateFile: '/not/there' };
    expect(tlsOptions({ mode: 'verify-full', ...settings })).toEqual({ ca: 'text' });
    expect(tlsOptions({ mode: 'verify-ca', ...settings })).toMatchObject({ ca: 'text' });
  });

  it('reads no authorities where it does not check them', () => {
    expect(tlsOptions({ mode: 'require', rootCertificateFile: '/not/there' })).toEqual({
      rejectUnauthorized: false,
    });
  });

  it('fails when the authorities cannot be read', () => {
    expect(() => tlsOptions({ mode: 'verify-full', rootCertificateFile: '/not/there' })).toThrow(
      /ENOENT/,
    );
  });
});
