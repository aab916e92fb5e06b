import type { CacheEntry } from '../cache/cache-entry';
import { csvField } from '../cache/csv-field';
import { formatCacheEntry } from '../cache/format-cache-entry';
import type { BakeTarget, OutputKind } from '../plan/bake-plan';
import * as hcl from './attributes';
import { escapeText, quote, quoteTemplate } from './quote';
import type { RefTemplates } from './ref-template';

/** What differs between the committed bake file and the file of one run. */
export interface TargetForm {
  readonly refs: RefTemplates;
  /** Without outputs `--load` and `--push` decide. Never both: bake applies flags and attribute in no fixed order. */
  readonly hasOutput: boolean;
}

const OUTPUTS: Readonly<Record<OutputKind, string>> = {
  push: 'type=image,push=true',
  load: 'type=docker',
  cacheonly: 'type=cacheonly',
};

/** A layout keeps the result by itself. */
function outputsOf({ output, layout }: BakeTarget): string[] {
  if (layout === undefined) return [OUTPUTS[output]];
  const oci = `type=oci,${csvField(`dest=${layout}`)},tar=false`;
  return output === 'cacheonly' ? [oci] : [OUTPUTS[output], oci];
}

export function renderTarget(target: BakeTarget, form: TargetForm): string {
  const comment = target.name === target.project ? '' : `# Nx project ${quote(target.project)}\n`;
  return `${comment}${hcl.block(`target ${quote(target.name)}`, attributesOf(target, form))}`;
}

/** In the order of https://docs.docker.com/build/bake/reference/#target */
function attributesOf(target: BakeTarget, { refs, hasOutput }: TargetForm): hcl.Attribute[] {
  const caches = (entries: readonly CacheEntry[]): string[] =>
    entries.map((entry) => quoteTemplate(formatCacheEntry(entry, { ref: refs.cache, text: escapeText })));
  return [
    hcl.mapAttribute('args', target.args),
    hcl.listAttribute('annotations', target.annotations),
    hcl.listAttribute('attest', target.attest),
    hcl.expressionsAttribute('cache-from', caches(target.cacheFrom)),
    hcl.expressionsAttribute('cache-to', caches(target.cacheTo)),
    hcl.textAttribute('context', target.context),
    hcl.mapAttribute('contexts', target.contexts),
    hcl.textAttribute('description', target.description),
    hcl.textAttribute('dockerfile', target.dockerfile),
    hcl.listAttribute('entitlements', target.entitlements),
    hcl.mapAttribute('extra-hosts', target.extraHosts),
    hcl.mapAttribute('labels', target.labels),
    hcl.textAttribute('network', target.network),
    hcl.listAttribute('no-cache-filter', target.noCacheFilter),
    hcl.flagAttribute('no-cache', target.noCache),
    hcl.listAttribute('output', hasOutput ? outputsOf(target) : []),
    hcl.listAttribute('platforms', target.platforms),
    hcl.flagAttribute('pull', target.pull),
    hcl.listAttribute('secret', target.secret),
    hcl.textAttribute('shm-size', target.shmSize),
    hcl.listAttribute('ssh', target.ssh),
    hcl.expressionsAttribute('tags', target.tags.map(refs.image).map(quoteTemplate)),
    hcl.textAttribute('target', target.target),
    hcl.listAttribute('ulimits', target.ulimits),
  ].flat();
}
