/** List prices in USD, us-east-1; those of other regions differ by a few percent. */
export const prices = {
  /** https://aws.amazon.com/api-gateway/pricing/ : HTTP API, a request. */
  apiRequest: 1 / 1_000_000,
  /** https://aws.amazon.com/lambda/pricing/ : a request, and a second with one GB on arm64. */
  invocation: 0.2 / 1_000_000,
  gigabyteSecond: 0.0000133334,
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/ : a read unit and a write unit. */
  readUnit: 0.125 / 1_000_000,
  writeUnit: 0.625 / 1_000_000,
} as const;
