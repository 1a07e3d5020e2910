/** Which way is taken where the RFCs leave a choice, or where clients do not keep to them (docs/interoperability.md). */

/** As data, so that what one client needs cannot reach another: it is an argument wherever it matters. */
export interface Interoperability {
  /** Of answers to a client whose `Accept` asks for neither type alone (RFC 7644 §3.8). */
  readonly mediaType: 'application/scim+json' | 'application/json';
  /** Of a PATCH: 200 with the resource, or 204 without (RFC 7644 §3.5.2); `groups` are all types with members. */
  readonly patchStatus: { readonly users: 200 | 204; readonly groups: 200 | 204 };
  /** Whether members named in a PATCH `replace` are the `whole` list (§3.5.2.3), or are meant to `add` to it. */
  readonly memberReplace: 'whole' | 'add';
  /** What a PATCH `replace` does when its value path matches no element: `noTarget` is the RFC's (§3.5.2.3). */
  readonly absentElement: 'noTarget' | 'create';
  /** Whether a member that does not exist fails the request, or is left out of it and logged. */
  readonly unknownMember: 'refuse' | 'skip';
  /** What becomes of names that the schema does not have. */
  readonly unknownAttribute: 'ignore' | 'refuse';
  /** Whether an `add` or `replace` may leave its path out (RFC 7644 §3.5.2). */
  readonly pathlessPatch: 'accept' | 'refuse';
  /** What a PATCH without any operation is: an error (§3.5.2: "one or more"), or no change. */
  readonly emptyPatch: 'refuse' | 'accept';
  /** Whether a second group may be created with a name that one has already. */
  readonly sameGroupName: 'accept' | 'refuse';
  /** Whether a deleted user is kept out of sight for a while (RFC 7644 §3.6). */
  readonly deletion: 'final' | 'recoverable';
}

/** What an operator decides for one tenant, whatever its provider; without a value, the provider's profile decides. */
export interface Switches {
  readonly strict?: boolean;
  readonly additiveReplace?: boolean;
  readonly softDelete?: boolean;
}

type Effect = Partial<Interoperability>;

const effects: Readonly<Record<keyof Switches, { readonly on: Effect; readonly off: Effect }>> = {
  strict: {
    on: { unknownAttribute: 'refuse', pathlessPatch: 'refuse', unknownMember: 'refuse', emptyPatch: 'refuse' },
    off: {},
  },
  additiveReplace: { on: { memberReplace: 'add' }, off: { memberReplace: 'whole' } },
  softDelete: { on: { deletion: 'recoverable' }, off: { deletion: 'final' } },
};

/** A provider's profile with a tenant's switches laid over it. */
export function withSwitches(profile: Interoperability, switches: Switches = {}): Interoperability {
  const names = Object.keys(effects) as (keyof Switches)[];
  return names.reduce((current, name) => {
    const value = switches[name];
    return value === undefined ? current : { ...current, ...effects[name][value ? 'on' : 'off'] };
  }, profile);
}
