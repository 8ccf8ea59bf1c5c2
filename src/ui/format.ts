/** Milliseconds as `m:ss`, from an hour on `h:mm:ss`. Never negative: clocks differ by a little. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A time of day as the language writes it; formatters are kept, making one costs more than using it. */
export function timeOfDay(language: string): (milliseconds: number) => string {
  const format = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  return (milliseconds) => format.format(milliseconds);
}

/** `$mod+k` → `Ctrl K`, `Backspace` → `⌫`: a tinykeys pattern as it stands on the keyboard. */
export function keyCaps(pattern: string, apple: boolean): string {
  const caps: Readonly<Record<string, string>> = {
    $mod: apple ? '⌘' : 'Ctrl',
    Control: 'Ctrl',
    Meta: apple ? '⌘' : 'Meta',
    Alt: apple ? '⌥' : 'Alt',
    Shift: '⇧',
    Backspace: '⌫',
    Delete: 'Del',
    Enter: '↵',
    Escape: 'Esc',
    Space: '␣',
    ArrowUp: '↑',
    ArrowDown: '↓',
    ArrowLeft: '←',
    ArrowRight: '→',
  };
  return pattern
    .split('+')
    .map((part) => caps[part] ?? part.toUpperCase())
    .join(' ');
}
