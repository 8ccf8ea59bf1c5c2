/** `#/workbench/extensions` → `['workbench', 'extensions']`. The only address a static file has is its hash. */
export interface Router {
  readonly path: readonly string[];
  go(...path: readonly string[]): void;
  close(): void;
}

export const hashOf = (path: readonly string[]): string => `#/${path.map(encodeURIComponent).join('/')}`;

export function pathOf(hash: string): readonly string[] {
  return hash
    .replace(/^#?\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
}

export function createRouter(page: Window): Router {
  let path = $state.raw(pathOf(page.location.hash));
  const changed = () => {
    path = pathOf(page.location.hash);
  };
  page.addEventListener('hashchange', changed);
  return {
    get path() {
      return path;
    },
    go(...next) {
      page.location.hash = hashOf(next);
    },
    close: () => page.removeEventListener('hashchange', changed),
  };
}
