import * as v from 'valibot';

/*
 * Building blocks of the options' schemas. A message says what is expected, for `invalid-option`. What a flag of the
 * command line gives as a string is accepted beside what a JSON file has.
 */

export const string = v.pipe(v.string(), v.nonEmpty('a non-empty string'));

const LINE = 'a non-empty string without line breaks';

export const line = v.pipe(v.string(LINE), v.regex(/^[^\p{Cc}]+$/u, LINE));

export const flag = v.union(
  [
    v.boolean(),
    v.pipe(
      v.picklist(['true', 'false']),
      v.transform((value) => value === 'true'),
    ),
  ],
  'true or false',
);

/** Several values: a list in a JSON file, or one string with commas on the command line. */
export const list = v.union(
  [
    v.array(string),
    v.pipe(
      string,
      v.transform((value) => value.split(',').map((item) => item.trim())),
    ),
  ],
  'a list of strings',
);

/** Several values that have commas inside themselves: one string is one of them. */
export const entries = v.union(
  [
    v.array(string),
    v.pipe(
      string,
      v.transform((value) => [value]),
    ),
  ],
  'a list of strings',
);

const scalar = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));

type KeyAndValue = readonly [key: string, value: string];

const keyAndValue = v.pipe(
  v.string(),
  v.regex(/^[^=]+=/u, 'KEY=VALUE'),
  v.transform((text): KeyAndValue => {
    const end = text.indexOf('=');
    return [text.slice(0, end), text.slice(end + 1)];
  }),
);

/** A map, or as compose and build-push-action have it, a list of `KEY=VALUE`. */
export const map = v.union(
  [
    v.pipe(
      v.array(keyAndValue),
      v.transform((pairs): Record<string, string> => Object.fromEntries(pairs)),
    ),
    // to valibot a list is a record, too
    v.pipe(
      v.record(v.string(), scalar),
      v.check((value) => !Object.hasOwn(value, '0') || Object.keys(value).some((key) => !/^\d+$/u.test(key))),
    ),
  ],
  'a map, or a list of KEY=VALUE',
);

/** Stands for the variable of the environment that has the key's name. */
export const OWN_VARIABLE = '${}';

const ownVariable = v.pipe(
  v.string(),
  v.regex(/^[^=]+$/u),
  v.transform((key): KeyAndValue => [key, OWN_VARIABLE]),
);

/** A map or list in which a key without a value has the value of the environment, as docker, bake and compose have it. */
export const environmentMap = v.union(
  [
    v.pipe(
      v.array(v.union([keyAndValue, ownVariable])),
      v.transform((pairs): Record<string, string> => Object.fromEntries(pairs)),
    ),
    v.pipe(
      v.record(
        v.string(),
        v.union([
          scalar,
          v.pipe(
            v.null(),
            v.transform(() => OWN_VARIABLE),
          ),
        ]),
      ),
      v.check((value) => !Object.hasOwn(value, '0') || Object.keys(value).some((key) => !/^\d+$/u.test(key))),
    ),
  ],
  'a map, or a list of KEY=VALUE or KEY',
);

export const count = v.union(
  [
    v.pipe(v.number(), v.integer(), v.minValue(0)),
    v.pipe(v.string(), v.regex(/^\d+$/u), v.transform(Number)),
  ],
  'a whole number',
);

export const positive = v.union(
  [
    v.pipe(v.number(), v.integer(), v.minValue(1)),
    v.pipe(v.string(), v.regex(/^0*[1-9]\d*$/u), v.transform(Number)),
  ],
  'a whole number above 0',
);

/** A value, or false for none; on the command line `--no-X`, which arrives as a string from nx.json's defaults. */
export const orFalse = <T extends v.GenericSchema>(schema: T, expected: string) =>
  v.union(
    [
      v.literal(false),
      v.pipe(
        v.literal('false'),
        v.transform(() => false as const),
      ),
      schema,
    ],
    expected,
  );

/** An option with what people see of it in editors and by `--help`. */
export const described = <T extends v.GenericSchema>(
  schema: T,
  description: string,
  examples: readonly v.InferInput<T>[] = [],
) => v.optional(v.pipe(schema, v.description(description), v.examples([...examples])));
