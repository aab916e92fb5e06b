import { isRecord } from '../../foreign';
import { DOTENV_HEADER } from '../../report/images/images-dotenv';
import { KUSTOMIZE_HEADER } from '../../report/images/images-kustomize';
import type { RunFileFormat } from './image-files';

const SIGNS: Readonly<Record<RunFileFormat | 'image', (text: string) => boolean>> = {
  image: (text) => hasKeys(text, ['version', 'task', 'outcome', 'output']),
  json: (text) => hasKeys(text, ['version', 'images']),
  env: (text) => text.startsWith(DOTENV_HEADER),
  kustomize: (text) => text.startsWith(KUSTOMIZE_HEADER),
};

/** Whether a file can be one of ours from an earlier run, and so be replaced. An empty one holds nothing to lose. */
export const isOurs = (text: string, format: RunFileFormat | 'image'): boolean =>
  text.trim() === '' || SIGNS[format](text);

function hasKeys(text: string, keys: readonly string[]): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && keys.every((key) => key in value);
  } catch {
    return false;
  }
}
