import { describe, expect, it } from 'vitest';
import { checkImageName, nameRefused } from '../../../src/core/engine/image-name.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';

describe('the name of an image', () => {
  it.each(['debian', 'debian:12', 'localhost:5000/a/b_c:1.0-x', 'a@sha256:00ff', 'sha256:00ff', '9bbceba0b404', 'README.md'])('%s is left to the engine', (name) => {
    expect(() => checkImageName(name)).not.toThrow();
  });

  it.each(['', ' ', 'BAD NAME', 'a?b', 'a#b', 'a%2e', '../containers', 'a/../../b', 'a//b', '/a', 'ä', 'a\n', '-rf'])('%j is none, before it becomes part of a request', (name) => {
    expect(() => checkImageName(name)).toThrow(InputError);
  });

  it("is refused in the engine's own words too", () => {
    expect(nameRefused('README.md', 'no such image: README.md: invalid reference format: repository name must be lowercase')).toBeInstanceOf(InputError);
    expect(nameRefused('a', 'no such image: a')).toBeNull();
  });
});
