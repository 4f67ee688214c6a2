/** Version of the plugin: that of its package.json, which a spec makes sure of. */
export const pluginVersion = '0.1.0';
