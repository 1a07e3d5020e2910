/**
 * The order of the operations of a bulk request (RFC 7644 §3.7): as they were sent, but that what creates a resource
 * comes before what refers to it.
 */

/**
 * The steps of the order, each a list of places in the request. A step of several operations, or of one that refers to
 * itself, is a circle: each of them refers to the others, directly or through others (§3.7.1). `references` has, for
 * each operation, the places of those that it refers to.
 */
export function sequenceOf(references: readonly (readonly number[])[]): readonly (readonly number[])[] {
  // Tarjan's algorithm: a component is complete once everything that it refers to is. Its depth is bounded by the
  // number of operations in a request.
  const steps: number[][] = [];
  const order = new Map<number, number>();
  const stack: number[] = [];
  const onStack = new Set<number>();

  function visit(operation: number): number {
    const own = order.size;
    order.set(operation, own);
    stack.push(operation);
    onStack.add(operation);
    let lowest = own;
    for (const other of references[operation] ?? []) {
      const seen = order.get(other);
      if (seen === undefined) lowest = Math.min(lowest, visit(other));
      else if (onStack.has(other)) lowest = Math.min(lowest, seen);
    }
    if (lowest === own) {
      const step = stack.splice(stack.lastIndexOf(operation));
      for (const member of step) onStack.delete(member);
      steps.push(step.sort((a, b) => a - b));
    }
    return lowest;
  }

  for (const operation of references.keys()) if (!order.has(operation)) visit(operation);
  return steps;
}
