import { describe, expect, test } from '@jest/globals';
import { menuOf } from '../../../lambdas/console/menu.ts';

const titles = (role: 'owner' | 'administrator' | 'reader', tenant?: string) =>
  menuOf({ role }, tenant).map(({ title }) => title);

describe('the menus', () => {
  test('lead an administrator to Settings, User Management, Provisioning of the tenant', () => {
    const settings = menuOf({ role: 'administrator' }, 'acme').find(({ title }) => title === 'Settings');
    const users = settings?.items.find((item) => 'title' in item && item.title === 'User Management');
    expect(users).toMatchObject({
      items: expect.arrayContaining([{ name: 'Provisioning', href: '/console/tenants/acme/provisioning' }]),
    });
  });

  test('show the deployment to owners alone, and a tenant where one is chosen', () => {
    expect(titles('owner')).toEqual(['Deployment']);
    expect(titles('owner', 'acme')).toEqual(['Directory', 'Settings', 'Deployment']);
    expect(titles('administrator', 'acme')).toEqual(['Directory', 'Settings']);
    expect(titles('reader', 'acme')).toEqual(['Directory', 'Settings']);
  });
});
