/** What a request costs: round trips and capacity units, as DynamoDB itself reports them. */
import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';

export class Meter {
  /** Requests sent, repeated ones included. */
  trips = 0;
  readUnits = 0;
  writeUnits = 0;
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
    const units = { trips: this.trips, rcu: this.readUnits, wcu: this.writeUnits };
    return this.plan === undefined ? units : { ...units, plan: this.plan };
  }
}
