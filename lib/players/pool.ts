/** Does tasks with at most `size` of them under way; answers their results in the order of the tasks. */
export async function inPool<T>(size: number, tasks: readonly (() => Promise<T>)[]): Promise<readonly T[]> {
  const results: T[] = [];
  const waiting = tasks.entries();
  // All workers take from one iterator, so each task is done once.
  const work = async () => {
    for (const [index, task] of waiting) results[index] = await task();
  };
  await Promise.all(Array.from({ length: size }, work));
  return results;
}
