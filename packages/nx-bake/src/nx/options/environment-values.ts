import type { Problem } from '../../problems';
import { OWN_VARIABLE } from '../../option-schemas';
import { fail, ok, type Result } from '../../result';
import type { BuildOptions } from './build-options';

type Env = Readonly<Record<string, string | undefined>>;

/** `$${` is a literal `${`, as in bake and compose; the rest is a variable, with or without a default. */
const REFERENCE = /\$\$\{|\$\{([^}]*)\}?/gu;
const VARIABLE = /^([A-Za-z_]\w*)(?:(:?)-([^]*))?$/u;

type Filled = { readonly text: string } | { readonly missing: string } | { readonly unknown: string };

/** A string with the values of the environment in place of `${NAME}` and `${NAME:-default}`. */
function fill(text: string, env: Env): Filled {
  let failed: Exclude<Filled, { text: string }> | undefined;
  const filled = text.replace(REFERENCE, (reference, inside?: string) => {
    if (inside === undefined) return '${';
    const [, name, colon, otherwise] = (reference.endsWith('}') ? VARIABLE.exec(inside) : null) ?? [];
    if (name === undefined) {
      failed ??= { unknown: reference };
      return '';
    }
    const value = env[name];
    const isSet = value !== undefined && (colon !== ':' || value !== '');
    if (!isSet && otherwise === undefined) failed ??= { missing: name };
    return isSet ? value : (otherwise ?? '');
  });
  return failed ?? { text: filled };
}

interface Question {
  /** Undefined where no environment has a say, as for the graph and for the bake file to commit. */
  readonly env: Env | undefined;
  readonly project: string;
  readonly place: string;
}

type Values = Readonly<Record<string, string>>;

/**
 * The options with values of the environment in `args`, `labels` and `annotations`. What the environment has to give, and
 * does not, is a problem in a run; where no environment has a say it is left out.
 */
export function withEnvironment(options: BuildOptions, question: Question): Result<BuildOptions> {
  const problems: Problem[] = [];
  const fillAt = (text: string, place: string): string | undefined => {
    const filled = fill(text, question.env ?? {});
    if ('text' in filled) return filled.text;
    if ('unknown' in filled) problems.push(unknownReference(filled.unknown, place, question.project));
    else if (question.env !== undefined)
      problems.push({ kind: 'variable-missing', project: question.project, place, variable: filled.missing });
    return undefined;
  };
  const fillMap = (name: 'args' | 'labels', values: Values): Values =>
    Object.fromEntries(
      Object.entries(values).flatMap(([key, text]) => {
        // as docker has it: an argument without a value that the environment does not set is not given
        const value =
          text === OWN_VARIABLE
            ? question.env?.[key]
            : fillAt(text, `options of ${question.place}: ${name}.${key}`);
        return value === undefined ? [] : [[key, value]];
      }),
    );
  const { args, labels, annotations } = options;
  const filled: BuildOptions = {
    ...options,
    ...(args === undefined ? {} : { args: fillMap('args', args) }),
    ...(labels === undefined ? {} : { labels: fillMap('labels', labels) }),
    ...(annotations === undefined
      ? {}
      : {
          annotations: annotations.flatMap(
            (text, index) => fillAt(text, `options of ${question.place}: annotations[${index}]`) ?? [],
          ),
        }),
  };
  return problems.length > 0 ? fail(problems) : ok(filled);
}

const unknownReference = (found: string, place: string, project: string): Problem => ({
  kind: 'invalid-option',
  project,
  place,
  found: JSON.stringify(found),
  expected: '"${NAME}", "${NAME:-default}", or "$${" for a literal "${"',
});
