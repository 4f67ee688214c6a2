/** Resource is one collection of the Kubernetes API. */
export interface Resource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
}

export const jobs: Resource = { group: 'batch', version: 'v1', plural: 'jobs', kind: 'Job' };
export const pods: Resource = { group: '', version: 'v1', plural: 'pods', kind: 'Pod' };
export const controllerRevisions: Resource = {
  group: 'apps',
  version: 'v1',
  plural: 'controllerrevisions',
  kind: 'ControllerRevision',
};
export const leases: Resource = {
  group: 'coordination.k8s.io',
  version: 'v1',
  plural: 'leases',
  kind: 'Lease',
};
export const events: Resource = {
  group: 'events.k8s.io',
  version: 'v1',
  plural: 'events',
  kind: 'Event',
};

/** `group/version` as objects carry it. */
export function apiVersionOf(resource: Resource): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

/** Where in a collection: everything optional, from the whole cluster to one subresource. */
export interface ResourcePlace {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly subresource?: string | undefined;
}

/** The URL path of a collection, an object or a subresource. */
export function resourcePath(resource: Resource, place: ResourcePlace = {}): string {
  const root = resource.group === '' ? '/api' : `/apis/${resource.group}`;
  const parts = [`${root}/${resource.version}`];
  if (place.namespace !== undefined) parts.push('namespaces', encodeURIComponent(place.namespace));
  parts.push(resource.plural);
  if (place.name !== undefined) parts.push(encodeURIComponent(place.name));
  if (place.subresource !== undefined) parts.push(place.subresource);
  return parts.join('/');
}
