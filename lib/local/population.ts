/**
 * People and teams of a company, made from a seed: the same for the same seed, whatever their number. Nothing is drawn
 * from a sequence, so that the last one can be made without the others.
 */
import { createHash } from 'node:crypto';
import { departments, familyNames, givenNames, places, type Some, titles } from './population-names.ts';

/** A resource as a bulk load creates it. */
export interface Inhabitant {
  /** UUIDv4. */
  readonly id: string;
  readonly created: string;
  readonly document: Readonly<Record<string, unknown>>;
}

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const firstDay = Date.UTC(2025, 0, 1);
const daysOfHiring = 365;

/** Person `index`, from 0 on: between 1 and 2 KB. The userName has the number in it: two persons of one seed never share it. */
export function person(seed: number, index: number): Inhabitant {
  const draw = drawer(seed, 'person', index);
  const [given, family] = [pick(givenNames, draw(0)), pick(familyNames, draw(1))];
  const place = pick(places, draw(2));
  const department = pick(departments, draw(3));
  const login = `${slug(given)}.${slug(family)}${index + 1}@${domain(seed)}`;
  return {
    id: personId(seed, index),
    created: moment(draw(4)),
    document: {
      userName: login,
      externalId: digest(seed, 'external', index).subarray(0, 12).toString('hex'),
      name: { formatted: `${given} ${family}`, givenName: given, familyName: family },
      displayName: `${given} ${family}`,
      nickName: given,
      profileUrl: `https://people.example.com/${login}`,
      title: pick(titles, draw(5)),
      userType: draw(6) % 10 === 0 ? 'Contractor' : 'Employee',
      preferredLanguage: place.language,
      locale: place.language,
      timezone: place.timezone,
      active: draw(7) % 20 !== 0,
      emails: [{ value: login, type: 'work', primary: true }],
      phoneNumbers: [
        { value: phoneNumber(draw(0)), type: 'work' },
        { value: phoneNumber(draw(1)), type: 'mobile' },
      ],
      addresses: [
        {
          type: 'work',
          streetAddress: `${1 + (draw(2) % 9)} Harbour Street`,
          locality: place.city,
          postalCode: String(10_000 + (draw(2) % 90_000)),
          country: place.country,
          formatted: `${1 + (draw(2) % 9)} Harbour Street\n${place.city}, ${place.country}`,
        },
      ],
      photos: [{ value: `https://photos.example.com/${digest(seed, 'photo', index).toString('hex')}`, type: 'photo' }],
      [enterprise]: {
        employeeNumber: String(100_000 + index),
        costCenter: String(4_000 + (draw(3) % departments.length)),
        organization: 'Example Company',
        division: place.city,
        department,
      },
    },
  };
}

export function personId(seed: number, index: number): string {
  return uuid(digest(seed, 'person id', index));
}

/** Team `index`, from 0 on, without its members. */
export function team(seed: number, index: number): Inhabitant {
  const draw = drawer(seed, 'team', index);
  const name = `${pick(departments, draw(0))}, ${pick(places, draw(1)).city}`;
  return {
    id: uuid(digest(seed, 'team id', index)),
    created: moment(draw(2)),
    document: {
      displayName: `${name} ${index + 1}`,
      externalId: digest(seed, 'external team', index).subarray(0, 12).toString('hex'),
    },
  };
}

/**
 * How many members each of `teams` has, `memberships` in all: a few large teams and many small ones, as in companies,
 * none with more than `people`.
 */
export function teamSizes(teams: number, memberships: number, people: number): readonly number[] {
  const sizes: number[] = [];
  let left = Math.min(memberships, teams * people);
  // The harmonic share of what is left: the first has n/1, the next n/2 and so on, of the same n.
  for (let index = 0; index < teams; index += 1) {
    const rest = harmonic(index + 1, teams);
    const share = Math.round(left / (index + 1) / rest);
    const after = (teams - index - 1) * people;
    const size = Math.min(people, Math.max(share, left - after));
    sizes.push(size);
    left -= size;
  }
  return sizes;
}

function harmonic(from: number, to: number): number {
  let sum = 0;
  for (let n = from; n <= to; n += 1) sum += 1 / n;
  return sum;
}

/** Who is in a team: `size` different numbers of persons below `people`, next to one another from a place on. */
export function teamMembers(seed: number, index: number, size: number, people: number): readonly number[] {
  const start = drawer(seed, 'members', index)(0) % Math.max(1, people);
  return Array.from({ length: size }, (_, i) => (start + i) % people);
}

function digest(seed: number, what: string, index: number): Buffer {
  return createHash('sha256').update(`${seed} ${what} ${index}`).digest();
}

/** Eight independent numbers of 32 bits. */
function drawer(seed: number, what: string, index: number): (n: number) => number {
  const bytes = digest(seed, what, index);
  return (n) => bytes.readUInt32BE(4 * n);
}

function pick<T>(values: Some<T>, number: number): T {
  return values[number % values.length] ?? values[0];
}

/** Another seed has another domain, so that two loads into one directory do not share a userName. */
function domain(seed: number): string {
  return seed === 1 ? 'example.com' : `s${seed}.example.com`;
}

function slug(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
}

function phoneNumber(number: number): string {
  return `tel:+1-555-${String(1_000 + (number % 9_000))}`;
}

function moment(number: number): string {
  return new Date(firstDay + (number % (daysOfHiring * 86_400)) * 1_000).toISOString();
}

function uuid(bytes: Buffer): string {
  const hex = bytes.subarray(0, 16).toString('hex');
  const variant = '89ab'.charAt((bytes[8] ?? 0) & 3);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
