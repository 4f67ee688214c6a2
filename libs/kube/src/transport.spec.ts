import { KubeConfig } from '@kubernetes/client-node';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { answer, ScriptedServer } from './__fixtures__/scripted-server.ts';
import { createTransport } from './transport.ts';

const limit = { perSecond: 100, burst: 100 };

describe('a kubeconfig with a proxy-url', () => {
  const tunnels: string[] = [];
  const proxy = createServer().on('connect', (request, socket) => {
    tunnels.push(request.url ?? '');
    const [host = '', port] = (request.url ?? '').split(':');
    const far = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      far.pipe(socket).pipe(far);
    });
    socket.on('error', () => far.destroy());
    far.on('error', () => socket.destroy());
  });
  let server: ScriptedServer;
  let direct: KubeConfig;

  beforeEach(async () => {
    server = new ScriptedServer();
    direct = await server.start();
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
  });

  afterEach(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await server.stop();
  });

  function through(proxyUrl: string): KubeConfig {
    const [cluster] = direct.clusters;
    if (cluster === undefined) throw new Error('no cluster');
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromOptions({
      clusters: [{ ...cluster, proxyUrl }],
      users: direct.users,
      contexts: direct.contexts,
      currentContext: direct.currentContext,
    });
    return kubeConfig;
  }

  it('is reached through that proxy', async () => {
    const { port } = proxy.address() as AddressInfo;
    const kubeConfig = through(`http://127.0.0.1:${port}`);
    const transport = await createTransport({ kubeConfig, limit });
    server.script(answer(200, { gitVersion: 'v1.34.0' }));
    const { body } = await transport.send({ method: 'GET', path: '/version' });
    await transport.close();
    expect(body).toEqual({ gitVersion: 'v1.34.0' });
    expect(tunnels).toEqual([new URL(direct.getCurrentCluster()?.server ?? '').host]);
  });

  it('is refused when the proxy speaks another protocol', async () => {
    const kubeConfig = through('socks5://127.0.0.1:1');
    await expect(createTransport({ kubeConfig, limit })).rejects.toThrow(
      'proxy-url socks5://127.0.0.1:1 is neither http nor https',
    );
  });
});
