import { constants } from 'node:fs';

/** O_NOCTTY: who leads a session without a terminal would get the one that it opens as its own. */
export const OPEN_FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_NOCTTY;
