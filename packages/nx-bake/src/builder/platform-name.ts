import { textOf, type Foreign } from '../foreign';

/** `linux/arm/v7`, of an object as OCI has it: https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md */
export const platformName = ({ os, architecture, variant }: Foreign): string =>
  [os, architecture, variant].flatMap((part) => textOf(part) ?? []).join('/');
