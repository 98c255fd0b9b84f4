// Where evidence of what was given stands in the window: its line in the text shown, its bytes in the binary view, its file in the image view. Pure.
import { routes } from '../../app/routes.ts';
import { atText, imagePlace, type PlaceOf } from '../findings/places.ts';
import type { Given } from './given.ts';

export function givenPlaces(given: Given): PlaceOf {
  const named = { ...(given.elf === null ? {} : { elf: given.elf.path }), ...(given.image === null ? {} : { image: given.image }) };
  const inText = (look: 'log' | 'trace', line: number | undefined): string | null =>
    given[look] === null || line === undefined ? null : routes.explain({ ...named, ...(look === 'trace' && given.log !== null ? { look } : {}), line });
  return (evidence) => {
    switch (evidence.source) {
      case 'log':
        return inText(given.log === null ? 'trace' : 'log', evidence.line);
      case 'trace':
        if (evidence.line !== undefined) return inText('trace', evidence.line);
        // A trace that is sent as text is no file that could be opened.
        return evidence.event === undefined || given.trace === null || given.trace.path === null
          ? inText('trace', evidence.event)
          : routes.trace({ kind: 'file', path: given.trace.path }, { event: evidence.event });
      case 'elf':
        if (given.elf === null) return null;
        return routes.binary(
          { kind: 'file', path: given.elf.path },
          evidence.byteOffset === undefined ? {} : { tab: 'sections', at: atText(evidence.byteOffset, evidence.length) },
        );
      case 'image':
        return given.image === null ? null : imagePlace(given.image, evidence.path);
      case 'host':
        return routes.doctor();
      case 'build':
      case 'facts':
      case 'resolver':
        return null;
    }
  };
}
