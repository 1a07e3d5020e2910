/** A filter written back in the canonical form of its grammar (RFC 7644 §3.4.2.2). */
import { printAttributePath } from '../path/attribute-path.ts';
import type { Filter } from './ast.ts';

/** The filter as text: names in the schema's letter case, one space between words, no parentheses it can do without. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
      return filter.operands
        .map((operand) => (operand.kind === 'or' ? `(${printFilter(operand)})` : printFilter(operand)))
        .join(' and ');
    case 'or':
      return filter.operands.map(printFilter).join(' or ');
    case 'not':
      return `not (${printFilter(filter.operand)})`;
    case 'present':
      return `${printAttributePath(filter.path)} pr`;
    case 'compare':
      return `${printAttributePath(filter.path)} ${filter.operator} ${JSON.stringify(filter.value)}`;
    case 'valuePath':
      return `${printAttributePath(filter.path)}[${printFilter(filter.filter)}]`;
  }
}
