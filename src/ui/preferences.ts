/** Small choices kept in this browser: language, theme, keys, folded regions. Nothing secret, nothing of the PBX. */
export interface Preferences {
  get(name: string): string | undefined;
  set(name: string, value: string | undefined): void;
}

/** `storage` throws where the browser forbids it; the choices then last as long as the page. */
export function createPreferences(storage: () => Storage, prefix = 'cordboard.'): Preferences {
  const unsaved = new Map<string, string>();
  return {
    get(name) {
      try {
        return storage().getItem(prefix + name) ?? unsaved.get(name);
      } catch {
        return unsaved.get(name);
      }
    },
    set(name, value) {
      if (value === undefined) unsaved.delete(name);
      else unsaved.set(name, value);
      try {
        if (value === undefined) storage().removeItem(prefix + name);
        else storage().setItem(prefix + name, value);
      } catch {
        // Kept in memory above.
      }
    },
  };
}
