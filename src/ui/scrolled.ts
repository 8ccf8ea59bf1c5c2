/** Follows the size of an element that scrolls, and how far it is scrolled: at once, and until it is taken back. */
export function followScroll(
  node: HTMLElement,
  onsize: () => void,
  onscroll: (top: number) => void,
): () => void {
  const follow = (): void => onscroll(node.scrollTop);
  const watch = new ResizeObserver(onsize);
  onsize();
  follow();
  watch.observe(node);
  node.addEventListener('scroll', follow, { passive: true });
  return () => {
    watch.disconnect();
    node.removeEventListener('scroll', follow);
  };
}
