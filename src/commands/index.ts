/** Public names of the commands, one by one. */
export type { Command, Drop, Icon, Operator, Outcome, Target, Thing } from './types.ts';
export type { Desk } from './desk.ts';
export { createOperator } from './operator.ts';
