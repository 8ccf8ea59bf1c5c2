/**
 * The pages that speak with the manager, loaded as one: they share most of what they are made of, and weigh two
 * kilobytes less together than each by itself.
 */
export { default as Cli } from './console/Cli.svelte';
export { default as Console } from './console/Console.svelte';
export { default as Events } from './events/Events.svelte';
export { default as System } from './system/System.svelte';
