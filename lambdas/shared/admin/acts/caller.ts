import type { AdminContext, Answer } from '../admin-context.ts';

export async function getCaller({ caller }: AdminContext): Promise<Answer> {
  return { status: 200, body: caller };
}
