/**
 * Answers from memory what was asked before. A process of Nx's daemon lives on, so of what was not asked for lately no
 * more than two times the limit is kept.
 */
export function remembering<T>(make: (key: string) => T, limit: number): (key: string) => T {
  let recent = new Map<string, T>();
  let earlier: ReadonlyMap<string, T> = new Map();
  return (key) => {
    const known = recent.get(key);
    if (known !== undefined) return known;
    const made = earlier.get(key) ?? make(key);
    if (recent.size >= limit) {
      earlier = recent;
      recent = new Map();
    }
    recent.set(key, made);
    return made;
  };
}
