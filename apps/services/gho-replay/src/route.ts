import { parseScenario, properScenario, type Scenario } from './scenario.ts';

/** Route is what an address asks for. */
export type Route =
  | { readonly kind: 'health' }
  | { readonly kind: 'data'; readonly resource: Resource; readonly scenario: Scenario }
  | { readonly kind: 'unknown' };

export type Resource =
  | { readonly kind: 'indicator'; readonly code: string }
  | { readonly kind: 'dimension'; readonly code: string }
  | { readonly kind: 'catalogue'; readonly code: 'Indicator' };

const dataPath = /^(?:\/scenario\/([^/]+)(?:\/session\/([A-Za-z0-9._-]+))?)?\/api\/(.+)$/;
const dimensionPath = /^dimension\/([^/]+)\/dimensionvalues$/i;

/**
 * routeOf reads `/api/<resource>`, or `/scenario/<entries>[/session/<id>]/api/<resource>` for an
 * answer with bad habits or soiled rows. A wrong scenario throws BadScenarioError.
 */
export function routeOf(pathname: string): Route {
  const path = decodeURIComponent(pathname);
  if (path === '/healthz') {
    return { kind: 'health' };
  }
  const [, entries, session = '', name] = dataPath.exec(path) ?? [];
  if (name === undefined) {
    return { kind: 'unknown' };
  }
  const scenario = entries === undefined ? properScenario : parseScenario(entries, session);
  return { kind: 'data', resource: resourceOf(name), scenario };
}

function resourceOf(name: string): Resource {
  const dimension = dimensionPath.exec(name)?.[1];
  if (dimension !== undefined) {
    return { kind: 'dimension', code: dimension };
  }
  return name === 'Indicator'
    ? { kind: 'catalogue', code: 'Indicator' }
    : { kind: 'indicator', code: name };
}
