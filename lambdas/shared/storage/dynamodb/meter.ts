/** What a request costs: round trips and capacity units, as DynamoDB itself reports them. */
import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';

export class Meter {
  /** Requests sent, repeated ones included. */
  trips = 0;
  readUnits = 0;
  writeUnits = 0;
  /** Items that were read, whether or not they matched. */
  items = 0;
  /** Whether groups within groups were more than are looked into, so that an answer leaves some out. */
  isCut = false;
  /** Access path of the last query, for the log. */
  plan: string | undefined;

  /** Counts one call and the tries the SDK needed for it. */
  count(action: 'read' | 'write', capacity: readonly ConsumedCapacity[], attempts = 1): void {
    this.trips += attempts;
    for (const { CapacityUnits = 0 } of capacity) {
      if (action === 'read') this.readUnits += CapacityUnits;
      else this.writeUnits += CapacityUnits;
    }
  }

  /** The cost in the form of the request's log line. */
  report(): Readonly<Record<string, string | number>> {
    return {
      trips: this.trips,
      rcu: this.readUnits,
      wcu: this.writeUnits,
      items: this.items,
      ...(this.plan === undefined ? {} : { plan: this.plan }),
      ...(this.isCut ? { groupsCut: 1 } : {}),
    };
  }
}
