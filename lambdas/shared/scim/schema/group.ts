/** The Group schema (RFC 7643 §4.2 and §8.7.1; erratum 5368: displayName is required). */
import { coreGroupSchema } from '../urns.ts';
import { defineAttribute, type Schema } from './attribute.ts';
import { complex } from './common-attributes.ts';

export const groupSchema: Schema = {
  id: coreGroupSchema,
  name: 'Group',
  description: 'Group',
  attributes: [
    defineAttribute('displayName', 'The name to show for the group.', { required: true }),
    complex(
      'members',
      'The members of the group.',
      [
        defineAttribute('value', 'The identifier of the member.', { mutability: 'immutable', caseExact: true }),
        defineAttribute('$ref', 'The URI of the member.', {
          type: 'reference',
          referenceTypes: ['User', 'Group'],
          mutability: 'immutable',
          caseExact: true,
        }),
        defineAttribute('type', 'The resource type of the member.', {
          mutability: 'immutable',
          canonicalValues: ['User', 'Group'],
        }),
        defineAttribute('display', 'The name of the member.', { mutability: 'readOnly' }),
      ],
      { multiValued: true },
    ),
  ],
};
