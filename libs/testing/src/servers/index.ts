/**
 * Real servers for suites that need them: each starts empty on a free local port, and ends with the
 * process that started it.
 */
export { freePort } from './free-port.ts';
export { startGuarded, makeServerFolder, type GuardedProgram } from './guarded-process.ts';
export { startPostgres, type PostgresServer, type ServerCertificate } from './postgres.ts';
export { startS3Gateway, type S3Gateway } from './s3-gateway.ts';
