/**
 * Stands for `@aws-sdk/middleware-endpoint-discovery` in bundles. The DynamoDB client keeps a cache of endpoints for it
 * and never asks for one unless discovery is switched on: 8 kB for nothing.
 */

/** Discovery is off, whatever the environment says. */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: (): boolean => false,
  configFileSelector: (): boolean => false,
  default: false,
};

/** The client's configuration as it is. */
export const resolveEndpointDiscoveryConfig = <T>(config: T): T => config;
