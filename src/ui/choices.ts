/** One line of a menu. */
export interface MenuChoice {
  readonly id: string;
  readonly label: string;
  readonly detail?: string | undefined;
  readonly glyph?: string | undefined;
  readonly key?: string | undefined;
  /** Why it cannot be taken now. */
  readonly refused?: string | undefined;
  /** Set on choices of which one is in force. */
  readonly checked?: boolean | undefined;
  run(): void;
}

/** One line of what typing found. */
export interface Found {
  readonly id: string;
  readonly label: string;
  /** Beside the label: a number. */
  readonly aside?: string | undefined;
  /** Below it: what Enter would do. */
  readonly detail?: string | undefined;
  readonly glyph?: string | undefined;
  readonly refused?: boolean | undefined;
}
