/** The events of Rollcall (docs/events.md). Made by `npm run docs:events`; copy it into your application. */

/** A User was created, or came back after it was deleted. */
export interface UserCreated {
  /** The same for each delivery of this event, and for no other event. */
  readonly id: string;
  readonly type: 'User.Created';
  /** The tenant whose directory changed. */
  readonly tenant: string;
  /** When it was committed: ISO 8601 in UTC. */
  readonly time: string;
  /** What the order is kept of: the uri of the resource; of a membership that, "#" and the id of the member. */
  readonly subject: string;
  /** Of two events with one subject the later one has the larger text, compared character by character. */
  readonly sequence: string;
  readonly resource: {
    readonly type: 'User';
    readonly id: string;
    /** From the base URL of any connection of the tenant on: GET shows the resource as it is now. */
    readonly uri: string;
    readonly externalId?: string;
  };
  /** The entity tag of the resource after the event. */
  readonly version: string;
  readonly before: null;
  readonly after: User;
  /** What was left out because the event was too large: "before", or attributes such as "after.photos". */
  readonly omitted?: readonly string[];
}

export interface User {
  readonly schemas: readonly string[];
  readonly id: string;
  readonly externalId?: string;
  readonly meta: {
    readonly resourceType: string;
    readonly created: string;
    readonly lastModified: string;
    readonly location: string;
    readonly version: string;
  };
  readonly userName?: string;
  readonly name?: {
    readonly formatted?: string;
    readonly familyName?: string;
    readonly givenName?: string;
    readonly middleName?: string;
    readonly honorificPrefix?: string;
    readonly honorificSuffix?: string;
  };
  readonly displayName?: string;
  readonly nickName?: string;
  readonly profileUrl?: string;
  readonly title?: string;
  readonly userType?: string;
  readonly preferredLanguage?: string;
  readonly locale?: string;
  readonly timezone?: string;
  readonly active?: boolean;
  readonly emails?: readonly {
    readonly value?: string;
    readonly display?: string;
    readonly type?: string;
    readonly primary?: boolean;
  }[];
  readonly phoneNumbers?: readonly {
    readonly value?: string;
    readonly display?: string;
    readonly type?: string;
    readonly primary?: boolean;
  }[];
  readonly ims?: readonly {
    readonly value?: string;
    readonly display?: string;
    readonly type?: string;
    readonly primary?: boolean;
  }[];
  readonly photos?: readonly {
    readonly value?: string;
    readonly display?: string;
    readonly type?: string;
    readonly primary?: boolean;
  }[];
  readonly addresses?: readonly {
    readonly formatted?: string;
    readonly streetAddress?: string;
    readonly locality?: string;
    readonly region?: string;
    readonly postalCode?: string;
    readonly country?: string;
    readonly type?: string;
    readonly primary?: boolean;
  }[];
  readonly entitlements?: readonly {
    readonly value?: string;
    readonly display?: string;
    readonly type?: string;
    readonly primary?: boolean;
  }[];
  readonly roles?: readonly {
    readonly value?: string;
    readonly display?: string;
    readonly type?: string;
    readonly primary?: boolean;
  }[];
  readonly x509Certificates?: readonly {
    readonly value?: string;
    readonly display?: string;
    readonly type?: string;
    readonly primary?: boolean;
  }[];
  readonly 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'?: {
    readonly employeeNumber?: string;
    readonly costCenter?: string;
    readonly organization?: string;
    readonly division?: string;
    readonly department?: string;
    readonly manager?: {
      readonly value?: string;
      readonly $ref?: string;
      readonly displayName?: string;
    };
  };
}

/** Attributes of a User changed. */
export interface UserUpdated {
  /** The same for each delivery of this event, and for no other event. */
  readonly id: string;
  readonly type: 'User.Updated';
  /** The tenant whose directory changed. */
  readonly tenant: string;
  /** When it was committed: ISO 8601 in UTC. */
  readonly time: string;
  /** What the order is kept of: the uri of the resource; of a membership that, "#" and the id of the member. */
  readonly subject: string;
  /** Of two events with one subject the later one has the larger text, compared character by character. */
  readonly sequence: string;
  readonly resource: {
    readonly type: 'User';
    readonly id: string;
    /** From the base URL of any connection of the tenant on: GET shows the resource as it is now. */
    readonly uri: string;
    readonly externalId?: string;
  };
  /** The entity tag of the resource after the event. */
  readonly version: string;
  /** Paths of the attributes that were added, revised or removed. */
  readonly attributes: readonly string[];
  readonly before?: User;
  readonly after: User;
  /** What was left out because the event was too large: "before", or attributes such as "after.photos". */
  readonly omitted?: readonly string[];
}

/** active of a User became false; other attributes may have changed with it. */
export interface UserDeactivated {
  /** The same for each delivery of this event, and for no other event. */
  readonly id: string;
  readonly type: 'User.Deactivated';
  /** The tenant whose directory changed. */
  readonly tenant: string;
  /** When it was committed: ISO 8601 in UTC. */
  readonly time: string;
  /** What the order is kept of: the uri of the resource; of a membership that, "#" and the id of the member. */
  readonly subject: string;
  /** Of two events with one subject the later one has the larger text, compared character by character. */
  readonly sequence: string;
  readonly resource: {
    readonly type: 'User';
    readonly id: string;
    /** From the base URL of any connection of the tenant on: GET shows the resource as it is now. */
    readonly uri: string;
    readonly externalId?: string;
  };
  /** The entity tag of the resource after the event. */
  readonly version: string;
  /** Paths of the attributes that were added, revised or removed. */
  readonly attributes: readonly string[];
  readonly before?: User;
  readonly after: User;
  /** What was left out because the event was too large: "before", or attributes such as "after.photos". */
  readonly omitted?: readonly string[];
}

/** active of a User is not false any more; other attributes may have changed with it. */
export interface UserReactivated {
  /** The same for each delivery of this event, and for no other event. */
  readonly id: string;
  readonly type: 'User.Reactivated';
  /** The tenant whose directory changed. */
  readonly tenant: string;
  /** When it was committed: ISO 8601 in UTC. */
  readonly time: string;
  /** What the order is kept of: the uri of the resource; of a membership that, "#" and the id of the member. */
  readonly subject: string;
  /** Of two events with one subject the later one has the larger text, compared character by character. */
  readonly sequence: string;
  readonly resource: {
    readonly type: 'User';
    readonly id: string;
    /** From the base URL of any connection of the tenant on: GET shows the resource as it is now. */
    readonly uri: string;
    readonly externalId?: string;
  };
  /** The entity tag of the resource after the event. */
  readonly version: string;
  /** Paths of the attributes that were added, revised or removed. */
  readonly attributes: readonly string[];
  readonly before?: User;
  readonly after: User;
  /** What was left out because the event was too large: "before", or attributes such as "after.photos". */
  readonly omitted?: readonly string[];
}

/** A User was deleted, for good or to be kept for a while. */
export interface UserDeleted {
  /** The same for each delivery of this event, and for no other event. */
  readonly id: string;
  readonly type: 'User.Deleted';
  /** The tenant whose directory changed. */
  readonly tenant: string;
  /** When it was committed: ISO 8601 in UTC. */
  readonly time: string;
  /** What the order is kept of: the uri of the resource; of a membership that, "#" and the id of the member. */
  readonly subject: string;
  /** Of two events with one subject the later one has the larger text, compared character by character. */
  readonly sequence: string;
  readonly resource: {
    readonly type: 'User';
    readonly id: string;
    /** From the base URL of any connection of the tenant on: GET shows the resource as it is now. */
    readonly uri: string;
    readonly externalId?: string;
  };
  readonly before: User;
  readonly after: null;
  /** What was left out because the event was too large: "before", or attributes such as "after.photos". */
  readonly omitted?: readonly string[];
}

/** A Group was created, or came back after it was deleted. */
export interface GroupCreated {
  /** The same for each delivery of this event, and for no other event. */
  readonly id: string;
  readonly type: 'Group.Created';
  /** The tenant whose directory changed. */
  readonly tenant: string;
  /** When it was committed: ISO 8601 in UTC. */
  readonly time: string;
  /** What the order is kept of: the uri of the resource; of a membership that, "#" and the id of the member. */
  readonly subject: string;
  /** Of two events with one subject the later one has the larger text, compared character by character. */
  readonly sequence: string;
  readonly resource: {
    readonly type: 'Group';
    readonly id: string;
    /** From the base URL of any connection of the tenant on: GET shows the resource as it is now. */
    readonly uri: string;
    readonly externalId?: string;
  };
  /** The entity tag of the resource after the event. */
  readonly version: string;
  readonly before: null;
  readonly after: Group;
  /** What was left out because the event was too large: "before", or attributes such as "after.photos". */
  readonly omitted?: readonly string[];
}

export interface Group {
  readonly schemas: readonly string[];
  readonly id: string;
  readonly externalId?: string;
  readonly meta: {
    readonly resourceType: string;
    readonly created: string;
    readonly lastModified: string;
    readonly location: string;
    readonly version: string;
  };
  readonly displayName?: string;
}

/** Attributes of a Group changed. */
export interface GroupUpdated {
  /** The same for each delivery of this event, and for no other event. */
  readonly id: string;
  readonly type: 'Group.Updated';
  /** The tenant whose directory changed. */
  readonly tenant: string;
  /** When it was committed: ISO 8601 in UTC. */
  readonly time: string;
  /** What the order is kept of: the uri of the resource; of a membership that, "#" and the id of the member. */
  readonly subject: string;
  /** Of two events with one subject the later one has the larger text, compared character by character. */
  readonly sequence: string;
  readonly resource: {
    readonly type: 'Group';
    readonly id: string;
    /** From the base URL of any connection of the tenant on: GET shows the resource as it is now. */
    readonly uri: string;
    readonly externalId?: string;
  };
  /** The entity tag of the resource after the event. */
  readonly version: string;
  /** Paths of the attributes that were added, revised or removed. */
  readonly attributes: readonly string[];
  readonly before?: Group;
  readonly after: Group;
  /** What was left out because the event was too large: "before", or attributes such as "after.photos". */
  readonly omitted?: readonly string[];
}

/** A Group was deleted, for good or to be kept for a while. */
export interface GroupDeleted {
  /** The same for each delivery of this event, and for no other event. */
  readonly id: string;
  readonly type: 'Group.Deleted';
  /** The tenant whose directory changed. */
  readonly tenant: string;
  /** When it was committed: ISO 8601 in UTC. */
  readonly time: string;
  /** What the order is kept of: the uri of the resource; of a membership that, "#" and the id of the member. */
  readonly subject: string;
  /** Of two events with one subject the later one has the larger text, compared character by character. */
  readonly sequence: string;
  readonly resource: {
    readonly type: 'Group';
    readonly id: string;
    /** From the base URL of any connection of the tenant on: GET shows the resource as it is now. */
    readonly uri: string;
    readonly externalId?: string;
  };
  readonly before: Group;
  readonly after: null;
  /** What was left out because the event was too large: "before", or attributes such as "after.photos". */
  readonly omitted?: readonly string[];
}

/** Somebody became a member of a Group. */
export interface GroupMemberAdded {
  /** The same for each delivery of this event, and for no other event. */
  readonly id: string;
  readonly type: 'Group.MemberAdded';
  /** The tenant whose directory changed. */
  readonly tenant: string;
  /** When it was committed: ISO 8601 in UTC. */
  readonly time: string;
  /** What the order is kept of: the uri of the resource; of a membership that, "#" and the id of the member. */
  readonly subject: string;
  /** Of two events with one subject the later one has the larger text, compared character by character. */
  readonly sequence: string;
  readonly resource: {
    readonly type: 'Group';
    readonly id: string;
    /** From the base URL of any connection of the tenant on: GET shows the resource as it is now. */
    readonly uri: string;
  };
  readonly member: Member;
  readonly before: null;
  readonly after: Member;
}

/** The member as the group lists it. */
export interface Member {
  readonly value: string;
  readonly $ref: string;
  readonly type: string;
  readonly display?: string;
}

/** Somebody left a Group, or was deleted, or the Group was. */
export interface GroupMemberRemoved {
  /** The same for each delivery of this event, and for no other event. */
  readonly id: string;
  readonly type: 'Group.MemberRemoved';
  /** The tenant whose directory changed. */
  readonly tenant: string;
  /** When it was committed: ISO 8601 in UTC. */
  readonly time: string;
  /** What the order is kept of: the uri of the resource; of a membership that, "#" and the id of the member. */
  readonly subject: string;
  /** Of two events with one subject the later one has the larger text, compared character by character. */
  readonly sequence: string;
  readonly resource: {
    readonly type: 'Group';
    readonly id: string;
    /** From the base URL of any connection of the tenant on: GET shows the resource as it is now. */
    readonly uri: string;
  };
  readonly member: Member;
  readonly before: Member;
  readonly after: null;
}

/** A token of a connection ends within 30, 7 or 2 days, and no other takes over from it. */
export interface TokenExpiresSoon {
  /** The same for each delivery of this event, and for no other event. */
  readonly id: string;
  readonly type: 'Token.ExpiresSoon';
  /** The tenant whose connection it opens. */
  readonly tenant: string;
  /** When it was announced: ISO 8601 in UTC. */
  readonly time: string;
  /** The connection and the token. */
  readonly subject: string;
  /** The identity provider of the connection. */
  readonly provider: string;
  readonly token: {
    readonly id: string;
    readonly label: string;
  };
  /** When it ends: ISO 8601 in UTC. */
  readonly expiresAt: string;
  /** The days that are left, or a part of the last one. */
  readonly days: number;
}

export type ChangeEvent =
  | UserCreated
  | UserUpdated
  | UserDeactivated
  | UserReactivated
  | UserDeleted
  | GroupCreated
  | GroupUpdated
  | GroupDeleted
  | GroupMemberAdded
  | GroupMemberRemoved;

/** An event as EventBridge hands it to a target. */
export interface RollcallEvent<Detail extends ChangeEvent | TokenExpiresSoon = ChangeEvent> {
  readonly id: string;
  readonly 'detail-type': Detail['type'];
  readonly source: 'rollcall';
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Detail;
}
