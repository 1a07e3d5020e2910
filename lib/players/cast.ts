/** The people and the groups of a made-up company: the same ones in each run. */

export interface Person {
  /** Place in the list of people. */
  readonly index: number;
  readonly externalId: string;
  readonly userName: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly title: string;
  readonly department: string;
}

export interface Team {
  readonly name: string;
  /** Indexes into the list of people. */
  readonly members: readonly number[];
  /** What it is called from the middle of the run on. */
  readonly renamedTo?: string;
}

export interface Cast {
  readonly people: readonly Person[];
  readonly teams: readonly Team[];
}

const givenNames = 'Ada Grace Alan Edsger Barbara Donald Radia Tim Margaret Ken Karen Linus Frances'.split(' ');
const familyNames = ['Okafor', 'Lindqvist', 'Moreau', 'Tanaka', 'Novák', 'García', 'O’Brien', 'Yılmaz'];
const departments = ['Engineering', 'Sales', 'Finance'];

/** So many people that everything a run does happens to somebody else. */
export const fewestPeople = 8;

/**
 * A company of `size` people in three groups, the first of which is renamed in the run. `company` makes their names its
 * own, so that several companies fit into one directory.
 */
export function castOf(company: string, size = 25): Cast {
  const people = Array.from({ length: Math.max(size, fewestPeople) }, (_, index) => personOf(company, index));
  const teams = departments.map((department, n) => ({
    name: `${company} ${department}`,
    members: people.filter(({ index }) => index % departments.length === n).map(({ index }) => index),
    ...(n === 0 ? { renamedTo: `${company} ${department} EU` } : {}),
  }));
  return { people, teams };
}

function personOf(company: string, index: number): Person {
  const givenName = givenNames[index % givenNames.length] ?? '';
  const domain = `${company.toLowerCase().replace(/[^a-z]+/g, '-')}.example.com`;
  return {
    index,
    externalId: (0x66e2d689590450d0n + BigInt(index)).toString(16).padEnd(24, '0'),
    userName: `${givenName.toLowerCase()}.${index + 1}@${domain}`,
    givenName,
    familyName: familyNames[(index * 3) % familyNames.length] ?? '',
    title: index % 5 === 0 ? 'Manager' : 'Specialist',
    department: departments[index % departments.length] ?? '',
  };
}
