// The C and assembly objects of runtime/cgo are not in the link.
import { fact } from '../../evidence.ts';
import * as fixes from '../../fixes.ts';
import type { Rule } from '../../types.ts';
import { cgoOf, lines, some } from './seen.ts';
import { ofKind, UNDEFINED_SIGNALS, undefinedSymbols } from './undefined.ts';

export const runtimeCgoMissing: Rule = {
  id: 'runtime-cgo-missing',
  cause: 'runtime-cgo-missing',
  needs: 'undefined symbols of runtime/cgo: x_cgo_init, x_cgo_thread_start, _cgo_topofstack, crosscall2',
  contradictedBy: 'other undefined symbols in greater number: then a whole library is missing',
  signals: UNDEFINED_SIGNALS,
  find(seen) {
    const found = ofKind(undefinedSymbols(seen), 'runtime-cgo');
    if (found.length === 0) return null;
    const names = some(found.map(({ name }) => name));
    const cgo = cgoOf(seen);
    // One name alone may be the program's own use of it; x_cgo_init can only be runtime/cgo's.
    const sure = found.some(({ name }) => /^x_cgo_|^x_crosscall2_ptr/.test(name));
    return {
      title: `The objects of runtime/cgo are not in the link: ${names} undefined${cgo === false ? ', as cgo is off' : ''}`,
      confidence: sure ? 0.93 : 0.85,
      evidence: [...lines(found.map(({ hit }) => hit)), ...(cgo === false ? fact(seen, 'build', 'cgo') : [])],
      fixes: [
        fixes.cgoOn(),
        fixes.change('no-external-link', 'Link internally, without -linkmode=external or -buildmode of your own', { ldflags: null, goflags: null }, [
          'what the C linker was asked to do (-extldflags) is not done',
        ]),
        fixes.byHand('rebuild-std', 'Let the whole standard library be built again for this mode', [
          'go clean -cache && go build -a …; in Bazel: no pure = "on" together with static or c-archive; do not import runtime/cgo while CGO_ENABLED=0',
        ]),
      ],
      see: ['docs/causes.md#runtime-cgo-missing', 'https://github.com/bazelbuild/rules_go/issues/2216'],
      ...(cgo === null ? { next: 'Whether cgo is on: `go env CGO_ENABLED`, and `go list -deps -f "{{.ImportPath}}" . | grep runtime/cgo`' } : {}),
    };
  },
};
