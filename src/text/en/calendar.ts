/** Calendar and state: status, deadlines. */
export const calendar = {} as const;
