/** Public names of the switchboard, one by one. */
export { createRoom, provideRoom } from './room.svelte.ts';
export type { Room, RoomOptions } from './room.svelte.ts';
export { default as MyExtension } from './MyExtension.svelte';
export { default as Switchboard } from './Switchboard.svelte';
export { default as TypedLine } from './TypedLine.svelte';
export { createUse } from './use.ts';
