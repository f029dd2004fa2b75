/** A map that is built when it is first looked into. */
export function lazyMap<K, V>(build: () => ReadonlyMap<K, V>): ReadonlyMap<K, V> {
  let built: ReadonlyMap<K, V> | undefined;
  const map = (): ReadonlyMap<K, V> => {
    built ??= build();
    return built;
  };
  return {
    get size() {
      return map().size;
    },
    get: (key) => map().get(key),
    has: (key) => map().has(key),
    keys: () => map().keys(),
    values: () => map().values(),
    entries: () => map().entries(),
    forEach: (visit, self) => map().forEach(visit, self),
    [Symbol.iterator]: () => map()[Symbol.iterator](),
  };
}
