// What Go's compiler, go/types and vet say of a program that is wrong by itself, in the words of Go 1.4 to 1.27.
import type { Signal } from '../../types.ts';

/** A place in a Go file: `./x.go:3:5: `, `x.go:3: `, `vet: ./x.go:3:5: `, `C:\x\y.go:3:5: `. */
const PLACE = String.raw`((?:[A-Za-z]:)?[^\s:"'(]{1,400}\.go):(\d+)(?::\d+)?: `;

/** Everything but undefined names, and but what only a newer Go can say. */
const WORDS = [
  String.raw`(?:"[^"]+" )?imported (?:as \w+ )?(?:and|but) not used`,
  String.raw`(?:[\w.]+ )?declared (?:and|but) not used`,
  String.raw`declared and not used: \w+`,
  String.raw`cannot use .{1,160} (?:as |\(|in )`,
  String.raw`syntax error: `,
  String.raw`missing return`,
  // golangci-lint names the linter that speaks: what types can't check does not compile. What it could not import is another matter.
  String.raw`(?!could not import|undefined: |undeclared name|package requires newer|-: ).{1,400} \(typecheck\)$`,
  String.raw`can only use \.\.\. with`,
  String.raw`(?:not enough|too many|too few) (?:arguments|return values|values|variables)`,
  String.raw`(?:assignment|initialization) (?:count )?mismatch`,
  String.raw`\S+ redeclared`,
  String.raw`(?:method|type|field) \S+ (?:already declared|redeclared)`,
  String.raw`.{1,160} undefined \(type .{1,160}\)`,
  String.raw`.{1,160} undefined \(cannot refer to unexported`,
  String.raw`(?:cannot refer to )?unexported (?:name|field)`,
  String.raw`name \S+ not exported by package`,
  String.raw`.{1,160} does not (?:implement|satisfy) `,
  String.raw`other declaration of `,
  String.raw`error: (?:reference to undefined name|expected |incompatible |import file|.{1,160} declared (?:and|but) not used)`,
  String.raw`impossible type (?:assertion|switch)`,
  String.raw`invalid operation`,
  String.raw`invalid argument`,
  String.raw`invalid (?:recursive|receiver|indirect|character|type|composite)`,
  String.raw`.{0,160}mismatched types`,
  String.raw`no new variables on left side`,
  String.raw`non-(?:name|declaration|bool|boolean|constant|interface)`,
  String.raw`cannot (?:assign|convert|call|range|infer|index|slice|take|inline|refer|embed|define|find package|compare|type switch)`,
  String.raw`duplicate (?:case|method|key|field|argument|declaration)`,
  String.raw`.{1,160} is not (?:a type|used|an expression|exported|an interface|in scope)`,
  String.raw`.{0,160}\(no value\) used as value`,
  String.raw`.{1,160} used as (?:value|type)`,
  String.raw`multiple-value .{1,160} in single-value context`,
  String.raw`missing (?:function body|init expr|condition|package)`,
  String.raw`expected .{1,160}, (?:found|got) `,
  String.raw`(?:illegal|unknown) (?:character|escape|rune|label|field)`,
  String.raw`newline in (?:string|rune|character)`,
  String.raw`(?:string|rune|comment|raw string) literal not terminated|comment not terminated`,
  String.raw`label \w+ (?:not defined|defined and not used)`,
  String.raw`(?:break|continue|goto|fallthrough|defer|go) .{0,160}(?:not in|not within|is not|jumps|out of place|must be|requires|discards)`,
  String.raw`import (?:cycle|path|"[^"]*" is a program)`,
  String.raw`main redeclared|init must be func|func (?:main|init) must have`,
  String.raw`constant .{0,160}(?:overflows|truncated|out of bounds)|.{1,160} (?:overflows|truncated to) `,
  String.raw`unreachable code|possible formatting directive|\S*[Pp]rintf? (?:format|call)|result of .{1,160} call not used|should have signature|struct field tag`,
  String.raw`pattern .{1,160}: (?:no matching files found|cannot embed)`,
  String.raw`//go:(?:linkname|embed)`,
  String.raw`(?:got \S+, want|got .{1,160} (?:arguments|type parameters)|wrong type for|instantiate|type \S+ of .{1,160} does not|type parameter|generic type|in call to|missing method|stray|ambiguous selector|internal compiler error)`,
].join('|');

export const OTHER_COMPILE_ERROR: Signal = {
  id: 'go-compile',
  keywords: ['.go:'],
  pattern: new RegExp(`${PLACE}(${WORDS})`),
};

/** Without a column (Go up to 1.8) the place looks like that of package log and of testing: then only words that no program would choose. */
export const WITHOUT_COLUMN =
  /imported (?:as \w+ )?(?:and|but) not used|declared (?:and|but) not used|syntax error: |cannot use .{1,160} (?:as type|in )|missing return at end|not enough arguments|too many arguments|undefined \(type|does not implement|redeclared in this block|invalid operation: |mismatched types|multiple-value|no new variables on left|evaluated but not used|has no field or method|assignment count mismatch|cannot (?:convert|assign to|call non-function|refer to unexported)|non-name|invalid indirect|is not a type|is not an expression|used as value|duplicate argument|missing argument|undefined \(cannot refer|arg list ends with|wrong type for verb|unreachable code/;

/** Of the go command, of whole packages: none of them depends on the target. */
export const PACKAGE_ERROR: Signal = {
  id: 'go-package-error',
  keywords: [
    'import cycle not allowed',
    'found packages',
    'is a program, not an importable',
    'use of internal package',
    'function main is undeclared',
    'no matching files found',
    'no Go files in',
    'redeclared in this block',
    'not in the main package',
    'no non-test Go files',
  ],
  pattern:
    /import cycle not allowed|found packages \S+ \(\S+\) and \S+ \(|is a program, not an importable package|use of internal package \S+ not allowed|function main is undeclared in the main package|pattern .{1,160}: no matching files found|^(?:go: |.{0,160}: )?no (?:non-test )?Go files in/,
};

export const TOO_MANY: Signal = { id: 'go-too-many-errors', keywords: ['too many errors'], pattern: /too many errors/ };
