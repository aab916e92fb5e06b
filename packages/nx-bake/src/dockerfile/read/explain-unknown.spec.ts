import { explainUnknown } from './explain-unknown';
import { readDockerfile } from './read-dockerfile';

describe('explainUnknown', () => {
  it('tells line, place and reason of everything that is not known', () => {
    const text = 'ARG V\nFROM node:$V\nCOPY src $DIR/ /\nONBUILD COPY $LATER /\nCOPPY x /';
    expect(readDockerfile(text, { args: {} }).unknown.map(explainUnknown)).toEqual([
      'line 2: FROM node:$V is left out: V has no value',
      'line 3: COPY $DIR/ is left out: DIR may be set by the base image',
      'line 4: ONBUILD COPY $LATER is left out: LATER is known only in the image built on this one',
      'line 5: COPPY is left out: is no Dockerfile instruction',
    ]);
  });
});
