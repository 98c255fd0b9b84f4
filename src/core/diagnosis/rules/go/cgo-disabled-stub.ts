// The program was built with cgo off, and a package that needs cgo left a stub which says so when it is called.
import { fact } from '../../evidence.ts';
import type { Case, Hit, Rule, Signal } from '../../types.ts';
import { isSilentlyOff } from './cgo-silently-off.ts';
import { contextOf } from './context.ts';
import { cgoPackageIn } from './packages.ts';
import { cgoOnFixes, pureGoInstead } from './remedies.ts';
import { CONTEXT_SIGNALS, doc, evidenceOf } from './signals.ts';

/** Names itself as a stub, or says that the binary has no cgo. */
const SAYS_SO: Signal = {
  id: 'cgo-stub',
  keywords: [
    'CGO_ENABLED',
    'requires cgo',
    'cgo is required',
    'without cgo',
    'cgo support',
    'needs cgo',
    'need cgo',
    'cgo not enabled',
    'cgo is not enabled',
    'cgo disabled',
    'cgo is disabled',
    'cgo required',
    'no cgo',
    'nocgo',
    'with cgo',
    'cgo to be enabled',
  ],
  pattern:
    /compiled with ['"]?CGO_ENABLED ?= ?0|\brequires? (?:['"]?cgo['"]?|CGO_ENABLED ?= ?1)\b|\bcgo (?:is |was )?(?:required|not enabled|disabled|not available|not supported)|\b(?:built|compiled|compile|build|available|supported|implemented|possible|work(?:s|ing)?|run(?:ning)?) without (?:the )?cgo\b|without cgo(?: support)?\b|\b(?:needs?|must be (?:built|compiled) with|only (?:available|supported|works?) with|not (?:built|compiled) with|(?:re)?build (?:it )?with|(?:re)?compile (?:it )?with) (?:cgo|CGO_ENABLED ?= ?1)\b|\bno cgo(?: support)?\b|cgo to be enabled/i,
};
/** The tools' own words of a build, and a notice of net: another cause, or none. */
const NOT_A_STUB =
  /-race|-msan|-asan|-linkmode|-buildmode|external \(cgo\) linking|cgo resolver|\bwarning\b|^\s*(?:go: |# )|CGO_ENABLED=1 (?:go|GOOS|make|xcaddy)|requires cgo or \$USER|enable cgo by setting|^\s*(?:RUN|ENV|Step \d+)/i;

/** Stubs that do not name cgo. */
const SILENT: Signal = {
  id: 'cgo-stub-silent',
  keywords: ['unknown driver', 'not implemented on', 'plugin: not implemented', 'ledger', 'hid: unsupported', 'usb: support', 'not implemented for'],
  pattern:
    /sql: unknown driver "(sqlite3|godror|oci8|duckdb|ora|odbc|go_ibm_db|sqlcipher)"|\b(?:user|os\/user): (?:Current|lookup\w*|LookupId|LookupGroup\w*|GroupIds|Lookup\w*)[^:]* not implemented|plugin: not implemented|support for ledger devices is not available in this executable|\bhid: unsupported platform|usb: support not (?:built|compiled)/i,
};

export const rule: Rule = {
  id: 'cgo-disabled-stub',
  cause: 'cgo-disabled-stub',
  needs: "a package's stub says that the program was built without cgo",
  contradictedBy: 'cgo on in the binary that ran',
  signals: [SAYS_SO, SILENT, ...CONTEXT_SIGNALS],
  find(seen) {
    const spoken = seen.hits(SAYS_SO.id).filter(({ line }) => !NOT_A_STUB.test(line.text));
    const silent = seen.hits(SILENT.id);
    const hit = spoken[0] ?? silent[0];
    if (hit === undefined) return null;
    const context = contextOf(seen);
    const cgo = seen.facts.elf?.goSettings?.['CGO_ENABLED'] === '1' ? true : context.cgo?.from === 'facts' ? context.cgo.value : null;
    const dependency = (seen.facts.build?.deps ?? []).find((each) => cgoPackageIn(each) !== null);
    const name = nameOf(hit, dependency);
    const certain = /compiled with ['"]?CGO_ENABLED ?= ?0/i.test(hit.line.text);
    let confidence = spoken.length > 0 ? (certain ? 0.94 : 0.82) : /unknown driver/.test(hit.line.text) ? 0.35 : 0.7;
    if (cgo === false) confidence = spoken.length > 0 ? 0.98 : 0.85;
    if (cgo === true) confidence = spoken.length > 0 ? 0.3 : 0.05;
    return {
      title: `The program was built with cgo off, and ${name} is only a stub then`,
      confidence,
      evidence: [
        ...evidenceOf([hit, ...spoken], 3),
        ...(cgo !== null ? (context.cgo?.evidence ?? []) : []),
        ...(dependency === undefined ? [] : dependencyEvidence(seen, dependency)),
      ],
      fixes: [...cgoOnFixes(seen), ...pureGoInstead(name)],
      see: [doc('cgo-disabled-stub')],
      follows: isSilentlyOff(seen) ? ['cgo-silently-off'] : [],
      next: cgo === null ? 'how the binary was built: `go version -m FILE | grep CGO_ENABLED`' : null,
      ...(cgo === true ? { against: [...fact(seen, 'elf', 'goSettings'), ...fact(seen, 'build', 'cgo')] } : {}),
    };
  },
};

function nameOf(hit: Hit, dependency: string | undefined): string {
  const named = /\b(go-sqlite3|sqlite3|godror|confluent-kafka-go|oci8|duckdb|sdjournal|os\/user|user|plugin|hid|usb|ledger|odbc)\b/i.exec(hit.line.text)?.[1];
  return named ?? (dependency === undefined ? 'a package that it uses' : (cgoPackageIn(dependency) ?? dependency));
}

const dependencyEvidence = (seen: Case, dependency: string) =>
  [{ source: 'build' as const, path: 'build.deps', text: dependency }].filter(() => seen.facts.build?.deps !== undefined);
