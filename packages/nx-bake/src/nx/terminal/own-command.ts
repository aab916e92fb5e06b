const DEFAULT_TARGET_NAME = 'docker-build';

/** As much of nx.json as names our targets. */
export interface NamingNxJson {
  readonly plugins?: readonly unknown[];
}

/** The names of the targets that the plugin infers. Read by hand: Nx loads this on every command. */
function ownTargetNames({ plugins = [] }: NamingNxJson): Set<string> {
  const names = plugins.flatMap((entry) => {
    if (entry === 'nx-bake') return [DEFAULT_TARGET_NAME];
    const { plugin, options } = (entry ?? {}) as { plugin?: unknown; options?: { targetName?: unknown } }; // checked below
    const name = options?.targetName ?? DEFAULT_TARGET_NAME;
    return plugin === 'nx-bake' && typeof name === 'string' ? [name] : [];
  });
  return new Set(names);
}

/** Whether all targets that an nx command names are ours. Those that come along as dependencies are not named. */
export function isOwnCommand(argv: readonly string[] | undefined, nxJson: NamingNxJson): boolean {
  const named = namedTargets(argv?.slice(2) ?? []);
  const ours = ownTargetNames(nxJson);
  return named.length > 0 && named.every((name) => ours.has(name));
}

/** The targets in `run-many -t a b`, `affected --targets=a,b`, `run project:a` and `a project`. */
function namedTargets(words: readonly string[]): string[] {
  const [command, ...rest] = words.filter((word, index) => index > 0 || !word.startsWith('-'));
  switch (command) {
    case undefined:
      return [];
    case 'run-many':
    case 'affected':
      return valuesOfTarget(rest);
    case 'run':
      return (
        rest
          .find((word) => !word.startsWith('-'))
          ?.split(':')
          .slice(1, 2) ?? []
      );
    default:
      // of Nx's own commands none is called like a target of ours
      return [command.split(':').at(0) ?? command];
  }
}

function valuesOfTarget(words: readonly string[]): string[] {
  const values: string[] = [];
  let isOpen = false;
  for (const word of words) {
    if (word === '--') break;
    const [, given] = /^(?:-t|--targets?)(?:=(.*))?$/u.exec(word) ?? [undefined, undefined];
    if (/^(?:-t|--targets?)(?:=|$)/u.test(word)) {
      isOpen = given === undefined;
      if (given !== undefined) values.push(...given.split(','));
    } else if (word.startsWith('-')) isOpen = false;
    else if (isOpen) values.push(...word.split(','));
  }
  return values;
}

/** Whether a command turns batches off: `--batch=false` or `--no-batch`. */
export const refusesBatches = (argv: readonly string[] | undefined): boolean =>
  argv?.some((word) => word === '--batch=false' || word === '--no-batch') === true;
