import type { Place } from '../check-shape';
import { fail, ok, type Result } from '../result';
import type { ImageRef } from './image-ref';

/** The grammar: https://github.com/distribution/reference/blob/0965666a6ade2e06035fe352e38344be1e68951a/regexp.go */
const LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`, 'u');
const COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/u;
const TAG = /^\w[\w.-]{0,127}$/u;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/u;
const MAX_REPOSITORY = 255;

/** Whether docker takes the first part of a reference for a registry: it has a dot or a port, or is `localhost`. */
const isHostLike = (part: string): boolean => /[.:]/u.test(part) || part === 'localhost';

/** A reference as people write it, or what is wrong with it. */
export function parseImageRef(text: string, at: Place): Result<ImageRef> {
  const { registry, rest } = splitRegistry(text);
  const [name, digest] = splitAt(rest, '@');
  const [repository, tag] = splitAt(name, ':');
  const reason =
    textReason(text) ??
    hostReason(registry) ??
    repositoryReason(repository) ??
    (tag === undefined ? undefined : tagReason(tag)) ??
    digestReason(digest);
  if (reason !== undefined) return fail([{ ...at, kind: 'invalid-image', image: text, reason }]);
  return ok({
    ...(registry !== undefined && { registry }),
    repository,
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  });
}

/** The setting `registry`: a host, with or without a path (`ghcr.io/acme`, `127.0.0.1:5000/x`). */
export function parseRegistry(text: string, at: Place): Result<string> {
  const [host, path] = splitAt(text, '/');
  const hostless = isHostLike(host)
    ? undefined
    : `"${host}" is no registry host; for Docker Hub write docker.io/${host}`;
  const reason =
    textReason(text) ??
    hostless ??
    hostReason(host) ??
    (path === undefined ? undefined : repositoryReason(path));
  return reason === undefined ? ok(text) : fail([{ ...at, kind: 'invalid-image', image: text, reason }]);
}

/** Why a text cannot be a tag. */
export function tagReason(tag: string): string | undefined {
  if (TAG.test(tag)) return undefined;
  if (tag.length > 128) return `the tag "${tag.slice(0, 20)}..." is longer than 128 characters`;
  return `the tag "${tag}" may hold only letters, digits, "_", "." and "-", and starts with none of the last two`;
}

/** Like docker's own split, only that an upper-case first part is no registry but a mistake. */
function splitRegistry(text: string): { registry: string | undefined; rest: string } {
  const [first, rest] = splitAt(text, '/');
  return rest !== undefined && isHostLike(first)
    ? { registry: first, rest }
    : { registry: undefined, rest: text };
}

function splitAt(text: string, mark: string): [string, string?] {
  const index = text.indexOf(mark);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}

function textReason(text: string): string | undefined {
  if (text === '') return 'it is empty';
  if (/\s/u.test(text)) return 'it has a space in it';
  const scheme = /^[a-z]+:\/\//iu.exec(text);
  return scheme === null ? undefined : `it starts with "${scheme[0]}", which is never part of a reference`;
}

const hostReason = (host: string | undefined): string | undefined =>
  host === undefined || HOST.test(host) ? undefined : `"${host}" is no legal registry host`;

function repositoryReason(repository: string): string | undefined {
  if (repository === '') return 'it has no repository name';
  if (repository.length > MAX_REPOSITORY) return `the repository is longer than ${MAX_REPOSITORY} characters`;
  // normalize.go refuses what could be an image ID
  if (/^[a-f0-9]{64}$/u.test(repository)) return 'a repository of 64 hexadecimal digits would be an image ID';
  if (repository !== repository.toLowerCase()) return `the repository "${repository}" must be lower-case`;
  const illegal = repository.split('/').find((component) => !COMPONENT.test(component));
  if (illegal === undefined) return undefined;
  return illegal === ''
    ? 'it has an empty path component: two slashes in a row, or one at an end'
    : `"${illegal}" may hold only a-z and 0-9 and, between them, one ".", one or two "_", or dashes`;
}

const digestReason = (digest: string | undefined): string | undefined =>
  digest === undefined || DIGEST.test(digest)
    ? undefined
    : `"${digest}" is no digest such as sha256:<64 hexadecimal digits>`;
