/** The enterprise extension of User (RFC 7643 §4.3 and §8.7.1). */
import { enterpriseUserSchema } from '../urns.ts';
import { defineAttribute, type Schema } from './attribute.ts';
import { complex } from './common-attributes.ts';

export const enterpriseUser: Schema = {
  id: enterpriseUserSchema,
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: [
    defineAttribute('employeeNumber', 'The identifier the organization gave the person.'),
    defineAttribute('costCenter', 'The name of a cost center.'),
    defineAttribute('organization', 'The name of an organization.'),
    defineAttribute('division', 'The name of a division.'),
    defineAttribute('department', 'The name of a department.'),
    complex('manager', "The user's manager.", [
      defineAttribute('value', 'The identifier of the manager.', { caseExact: true }),
      defineAttribute('$ref', "The URI of the manager's resource.", {
        type: 'reference',
        referenceTypes: ['User'],
        caseExact: true,
      }),
      defineAttribute('displayName', 'The name of the manager.', { mutability: 'readOnly' }),
    ]),
  ],
};
