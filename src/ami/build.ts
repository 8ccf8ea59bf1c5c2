/** Set by the bundler (vite.config.ts): when this build was made, ISO 8601, so that later builds sort later. */
declare const __CORDBOARD_BUILD__: string | undefined;

/** Empty where nothing was built: in development and in tests. */
export const build: string = typeof __CORDBOARD_BUILD__ === 'string' ? __CORDBOARD_BUILD__ : '';
