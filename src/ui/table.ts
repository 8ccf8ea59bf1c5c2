/** A column of a long table. */
export interface TableColumn {
  readonly id: string;
  readonly name: string;
  /** In rem; what is left over is shared out in this proportion. */
  readonly width: number;
  /** Numbers stand at the end of their column. */
  readonly end?: boolean;
  /** Its cells name their rows. */
  readonly head?: boolean;
}
