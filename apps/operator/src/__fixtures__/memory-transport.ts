import type { ApiRequest, ApiResponse, KubeObject, Transport } from '@gho-platform/kube';

/** MemoryTransport is an API server that keeps objects by path, for what makes its own Api. */
export class MemoryTransport implements Transport {
  readonly objects = new Map<string, KubeObject>();
  /** What a request waits for before it is served. */
  delay: (request: ApiRequest) => Promise<void> = () => Promise.resolve();
  #version = 0;

  async send(request: ApiRequest): Promise<ApiResponse> {
    await this.delay(request);
    return this.#serve(request);
  }

  #serve({ method, path, body }: ApiRequest): ApiResponse {
    if (method === 'POST') {
      const object = body as KubeObject;
      return this.#store(`${path}/${object.metadata?.name ?? ''}`, object);
    }
    const stored = this.objects.get(path);
    if (stored === undefined) return answer(404, {});
    if (method === 'PUT') return this.#store(path, body as KubeObject);
    // The only patch that anybody makes here takes the only finalizer off.
    if (method === 'PATCH') return this.#store(path, withoutFinalizers(stored));
    return answer(200, stored);
  }

  open(): Promise<never> {
    return Promise.reject(new Error('open a watch: not here'));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #store(path: string, object: KubeObject): ApiResponse {
    const resourceVersion = String(++this.#version);
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion } };
    this.objects.set(path, stored);
    return answer(200, stored);
  }
}

function withoutFinalizers(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, finalizers: [] } };
}

function answer(status: number, body: unknown): ApiResponse {
  return { status, body, retryAfterMs: undefined };
}
