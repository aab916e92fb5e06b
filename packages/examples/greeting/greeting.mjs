/** What every service says when it starts. */
export const greeting = (service) => `Hello from ${service}`;
