/* oxlint-disable no-new -- a construct takes its place in the stack by being made */
import { CfnRegistry, CfnSchema } from 'aws-cdk-lib/aws-eventschemas';
import { Construct } from 'constructs';
import { eventSchemas, toJsonSchema, tokenExpiresSoon } from '#events/contract/event-schemas.ts';
import { eventSource } from '#events/event-entry.ts';
import type { CustomSchemas } from '#scim/schema/custom-schemas.ts';
import type { Stage } from './stage.ts';

export interface EventSchemasProps {
  readonly stage: Stage;
  readonly resourceTypes: CustomSchemas['resourceTypes'];
}

/** The schemas of the events in a registry of EventBridge, named as it names those that it discovers. */
export class EventSchemas extends Construct {
  constructor(scope: Construct, id: string, { stage, resourceTypes }: EventSchemasProps) {
    super(scope, id);
    const registry = new CfnRegistry(this, 'Registry', {
      registryName: stage.eventBus,
      description: 'Events about users, groups, memberships and tokens',
    });
    for (const event of [...eventSchemas(resourceTypes), tokenExpiresSoon]) {
      new CfnSchema(this, event.type.replace('.', ''), {
        registryName: registry.attrRegistryName,
        schemaName: `${eventSource}@${event.type}`,
        description: event.description.slice(0, 256),
        type: 'JSONSchemaDraft4',
        content: JSON.stringify(toJsonSchema(event)),
      });
    }
  }
}
