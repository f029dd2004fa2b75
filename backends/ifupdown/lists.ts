/** Adds one by one: as arguments of push() more than about a hundred thousand are too many for the stack. */
export function addAll<T>(list: T[], more: Iterable<T>): void {
  for (const each of more) list.push(each);
}
