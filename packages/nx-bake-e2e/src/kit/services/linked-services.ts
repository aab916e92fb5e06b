import { plainService } from './plain-service';
import { projectJson } from '../workspace';

/** A stamp that makes whatever earlier runs left in the engine's cache useless here. */
const STAMP = `ENV RUN=${process.pid}-${Date.now()}`;

type Options = Readonly<Record<string, unknown>>;

/** A service with a file to change and a step that takes its time to tell apart. */
const service = (name: string, from: string, options: Options = {}): Record<string, string> => ({
  ...plainService(
    name,
    [`FROM ${from}`, STAMP, 'COPY main.txt /main.txt', `RUN echo "expensive step of ${name}"; cat /main.txt`],
    { context: 'project', ...options },
  ),
  [`services/${name}/main.txt`]: `${name}\n`,
});

/** A service of which others can be built: its image is `acme/<name>`. */
export const baseService = (name: string, options: Options = {}): Record<string, string> =>
  service(name, 'busybox:stable', { image: `acme/${name}`, ...options });

/** A service that is built on the image of another one. */
export const userService = (name: string, from: string, options: Options = {}): Record<string, string> =>
  service(name, from, options);

/** A base with two users, a service that copies the folder of a library, and two that have nothing to do with it. */
export const IMAGE_GRAPH: Readonly<Record<string, string>> = {
  ...baseService('base'),
  ...userService('one', 'acme/base'),
  ...userService('two', 'acme/base:latest'),
  ...service('alone', 'busybox:stable'),
  'libs/texts/project.json': projectJson('texts'),
  'libs/texts/hello.txt': 'hello\n',
  'libs/unrelated/project.json': projectJson('unrelated'),
  'libs/unrelated/code.txt': 'code\n',
  ...plainService('copier', [
    'FROM busybox:stable',
    STAMP,
    'COPY libs/texts/hello.txt /hello.txt',
    'RUN echo "expensive step of copier"; cat /hello.txt',
  ]),
};
