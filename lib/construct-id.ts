/** The id of a construct made of a name with hyphens: `api-errors` is `ApiErrors`. A logical id has letters and digits only. */
export function toId(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
