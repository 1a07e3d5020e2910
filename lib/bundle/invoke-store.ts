/**
 * Stands for `@aws/lambda-invoke-store` in bundles. The SDK asks it for trace headers where one environment serves several
 * requests at a time. A function here serves one, and the SDK takes its trace id from the environment.
 */

/** A store that never knows more than the environment. */
export const InvokeStore = {
  getInstanceAsync: async (): Promise<undefined> => undefined,
};
