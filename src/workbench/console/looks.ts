/** How an answer is shown: as a table, message by message, or as it came. */
export const looks = ['table', 'messages', 'raw'] as const;
export type Look = (typeof looks)[number];
