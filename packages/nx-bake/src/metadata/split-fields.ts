/** The fields of `type=raw,value=a`; a field in double quotes may hold commas: `type=match,"pattern=a{1,2}"`. */
export function splitFields(entry: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const field of splitAtCommas(entry)) {
    const [name, value] = splitOnce(field.trim());
    if (name !== '') fields.set(name.toLowerCase(), value);
  }
  return fields;
}

function splitOnce(field: string): [string, string] {
  const index = field.indexOf('=');
  return index < 0 ? ['value', field] : [field.slice(0, index).trim(), field.slice(index + 1).trim()];
}

function splitAtCommas(entry: string): string[] {
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (const character of entry) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === ',' && !isQuoted) {
      fields.push(field);
      field = '';
    } else field += character;
  }
  return [...fields, field];
}

/**
 * The entries of a list that was typed as one string. `latest,type=sha,format=long` is two entries: what follows a rule
 * and has a `=` of its own, but names no type, belongs to the rule.
 */
export function splitTagList(text: string): string[] {
  const entries: string[] = [];
  for (const piece of text.split(',').map((one) => one.trim())) {
    const last = entries.at(-1);
    const continues = last?.includes('=') === true && piece.includes('=') && !piece.startsWith('type=');
    if (continues) entries[entries.length - 1] = `${last},${piece}`;
    else entries.push(piece);
  }
  return entries;
}
