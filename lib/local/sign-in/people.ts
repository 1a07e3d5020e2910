/** Who can sign in on the local stack: somebody of each role. */

export interface Person {
  readonly sub: string;
  readonly name: string;
  readonly email: string;
  readonly group: 'owner' | 'administrator' | 'reader';
  /** `custom:tenant`; an owner has none. */
  readonly tenant?: string;
  /** What the page to sign in on says of the person. */
  readonly may: string;
}

export const people: readonly Person[] = [
  {
    sub: '0b6c1c1e-5f0e-4b57-9d8e-3c1a1d0e7a01',
    name: 'Olivia Owner',
    email: 'olivia@example.com',
    group: 'owner',
    may: 'all tenants, and the deployment',
  },
  {
    sub: '0b6c1c1e-5f0e-4b57-9d8e-3c1a1d0e7a02',
    name: 'Adam Administrator',
    email: 'adam@example.com',
    group: 'administrator',
    tenant: 'default',
    may: 'everything in the tenant “default”',
  },
  {
    sub: '0b6c1c1e-5f0e-4b57-9d8e-3c1a1d0e7a03',
    name: 'Rita Reader',
    email: 'rita@example.com',
    group: 'reader',
    tenant: 'default',
    may: 'looks at the tenant “default”',
  },
];
