import type { Plugin } from 'esbuild';

/**
 * Bundled CommonJS gets an ES module that it requires as a whole. The base class of the operator requires the
 * client for Kubernetes for five names, and brought in every API and every model with them: three fifths of the
 * operator's file and a fifth of its memory. Here it gets those five.
 */
const required = '@kubernetes/client-node';
const requiredBy = '/node_modules/@dot-i/k8s-operator/';
export const names = ['ApiextensionsV1Api', 'CoreV1Api', 'KubeConfig', 'Watch', 'loadYaml'];

const namespace = 'required-names';
const resolvedBefore = Symbol('resolved before');

/** requiredNames leaves out of a bundle what nobody names of the client for Kubernetes. */
export const requiredNames: Plugin = {
  name: namespace,
  setup(build) {
    build.onResolve({ filter: /^@kubernetes\/client-node$/ }, (asked) => {
      if (asked.pluginData === resolvedBefore || !asked.importer.includes(requiredBy)) {
        return undefined;
      }
      return { path: required, namespace, pluginData: asked.resolveDir };
    });
    build.onLoad({ filter: /./, namespace }, ({ pluginData }) => ({
      contents: `export { ${names.join(', ')} } from '${required}';`,
      resolveDir: String(pluginData),
    }));
    // Its modules only declare: what nobody names need not be there. The package does not say so itself.
    build.onResolve({ filter: /^\.|^@kubernetes\/client-node$/ }, async (asked) => {
      const { path, importer, kind, resolveDir } = asked;
      if (asked.pluginData === resolvedBefore) return undefined;
      if (path !== required && !importer.includes(`/node_modules/${required}/`)) return undefined;
      const options = { importer, kind, resolveDir, pluginData: resolvedBefore };
      return { ...(await build.resolve(path, options)), sideEffects: false };
    });
  },
};
