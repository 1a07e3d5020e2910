/** The identity providers, as arguments name them. */
import { Argument } from 'commander';
import { providerId } from '#admin/contract/identifier.ts';

export function providerArgument(): Argument {
  return new Argument('<provider>', 'identity provider').choices(providerId.options);
}
