type Env = Readonly<Record<string, string | undefined>>;

/**
 * Whether people want colour. `NO_COLOR` (https://no-color.org) goes first: it can only come from the user, while Nx
 * gives its workers `FORCE_COLOR` on its own. CI log viewers know colours although they are no terminals.
 */
export function wantsColour(env: Env, isTTY: boolean): boolean {
  if (isSet(env['NO_COLOR'])) {
    return false;
  }
  const forced = env['FORCE_COLOR'];
  if (isSet(forced)) {
    return forced !== '0' && forced !== 'false';
  }
  return env['TERM'] !== 'dumb' && (isTTY || isSet(env['CI']));
}

const isSet = (value: string | undefined): value is string => value !== undefined && value !== '';
