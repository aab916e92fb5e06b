import type { TargetConfiguration } from '@nx/devkit';

export interface FoundTarget {
  readonly target: string;
  readonly configuration?: string;
}

/** A project's target by its name, or by name and configuration: `build`, `build:production`. Names may have colons. */
export function findTarget(
  named: string,
  targets: Readonly<Record<string, TargetConfiguration>>,
): FoundTarget | undefined {
  if (Object.hasOwn(targets, named)) return { target: named };
  const colon = named.lastIndexOf(':');
  const target = named.slice(0, Math.max(0, colon));
  return Object.hasOwn(targets, target) ? { target, configuration: named.slice(colon + 1) } : undefined;
}
