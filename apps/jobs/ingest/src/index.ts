/** The ingest stage: WHO GHO API to the raw zone. The container runs main.ts. */
export { ingest } from './stage.ts';
export { verify } from './verify.ts';
