/** Whether `called` is the ARN of this function, or of an alias or a version of it. */
export function isArnOf(called: unknown, { arn }: { readonly arn: string }): boolean {
  return typeof called === 'string' && (called === arn || called.startsWith(`${arn}:`));
}
