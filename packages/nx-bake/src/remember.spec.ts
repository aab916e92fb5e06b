import { remembering } from './remember';

describe('remembering', () => {
  it('makes each answer once, and forgets what was not asked for lately', () => {
    const made: string[] = [];
    const answer = remembering((key) => {
      made.push(key);
      return key.toUpperCase();
    }, 2);
    expect(['a', 'b', 'a', 'c', 'a', 'd'].map(answer)).toEqual(['A', 'B', 'A', 'C', 'A', 'D']);
    expect(made).toEqual(['a', 'b', 'c', 'd']);
    answer('e');
    answer('b');
    expect(made).toEqual(['a', 'b', 'c', 'd', 'e', 'b']);
  });
});
