// What the compiler can't see: floating promises, any, swallowed errors, shells, blocking file access where a window is served.
import tseslint from 'typescript-eslint';

/** A rule of this house is a selector and the sentence that says what to do instead. */
const NO_SHELL = [
  { selector: 'ImportSpecifier[imported.name=/^exec(Sync)?$/]', message: 'No shell ever sees a string: use execFile or spawn with an argv array.' },
  {
    selector: 'MemberExpression[object.name=/^(child_process|cp)$/][property.name=/^exec(Sync)?$/]',
    message: 'No shell ever sees a string: use execFile or spawn with an argv array.',
  },
  { selector: "Property[key.name='shell']:not([value.value=false])", message: 'No shell ever sees a string: argv arrays only.' },
];
const NO_SWALLOWING = [
  {
    selector: "CallExpression[callee.property.name='catch'] > ArrowFunctionExpression > BlockStatement[body.length=0]",
    message: 'No swallowed error: handle it, or say why it may be dropped.',
  },
];
const NO_ENUMS = [
  { selector: 'TSEnumDeclaration', message: 'Types are erasable here: a union of literals instead of an enum.' },
  { selector: 'TSParameterProperty', message: 'Types are erasable here: declare the field.' },
  { selector: 'TSModuleDeclaration[kind="namespace"]', message: 'Types are erasable here: a module instead of a namespace.' },
];
const NO_SYNC_FS = [
  { selector: 'ImportSpecifier[imported.name=/Sync$/]', message: 'The main process serves a window: no blocking calls.' },
  { selector: 'MemberExpression[property.name=/Sync$/]', message: 'The main process serves a window: no blocking calls.' },
];
const SPEED = 'No test says how fast our own code is: other work on the machine decides. Assert the result, a count, or which came first; speed belongs into `npm run bench`.';
const NO_CLOCKS = [
  { selector: "MemberExpression[object.name='performance'][property.name='now']", message: SPEED },
  { selector: "MemberExpression[object.name='process'][property.name=/^(cpuUsage|threadCpuUsage|hrtime)$/]", message: SPEED },
  { selector: 'ImportSpecifier[imported.name=/^(loadavg|performance)$/]', message: SPEED },
  // `Date.now() - began`; a moment some time ago is a number behind the minus.
  {
    selector: "BinaryExpression[operator='-'][left.callee.object.name='Date'][left.callee.property.name='now'][right.type!='Literal'][right.type!='BinaryExpression']",
    message: SPEED,
  },
];

/** Everything that people read goes through i18n: a language must not be missing where somebody was in a hurry. */
const NO_BARE_TEXT = [
  { selector: 'JSXText[value=/[A-Za-z\\u4e00-\\u9fff]{2}/]', message: 'Text of the window stands in src/renderer/i18n: use t().' },
  {
    selector: 'JSXAttribute[name.name=/^(title|label|aria-label|placeholder|alt|description|why)$/] > Literal[value=/[A-Za-z]{2}/]',
    message: 'Text of the window stands in src/renderer/i18n: use t().',
  },
  { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: 'Text of strangers is shown, never rendered.' },
];

export default tseslint.config(
  { ignores: ['node_modules', 'out', 'dist', 'coverage', 'resources', 'tests/fixtures'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    // The types that the compiler sees. `npm run check` hands over the very programs that it has checked (scripts/check-typed.ts).
    languageOptions: { parserOptions: { project: ['./tsconfig.json', './tsconfig.web.json'], tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-control-regex': 'off',
      eqeqeq: ['error', 'always'],
      'no-restricted-syntax': ['error', ...NO_SHELL, ...NO_SWALLOWING, ...NO_ENUMS],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // A record's value may be missing although its type says otherwise (noUncheckedIndexedAccess covers reads), and input crosses process boundaries.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true, allowNullish: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' }],
      '@typescript-eslint/unified-signatures': 'off',
      // The dearest rules of the set, for what can't occur here: enums are refused above, and an editor strikes through what is deprecated.
      '@typescript-eslint/no-deprecated': 'off',
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-generated-empty-object-type': 'off',
    },
  },
  {
    files: ['src/main/**'],
    rules: { 'no-restricted-syntax': ['error', ...NO_SHELL, ...NO_SWALLOWING, ...NO_ENUMS, ...NO_SYNC_FS] },
  },
  {
    files: ['src/renderer/**'],
    rules: { 'no-restricted-syntax': ['error', ...NO_SHELL, ...NO_SWALLOWING, ...NO_ENUMS, ...NO_BARE_TEXT] },
  },
  {
    // Matchers of vitest and parsed fixtures are `any`; what they are compared with is typed.
    files: ['tests/**'],
    rules: {
      'no-restricted-syntax': ['error', ...NO_SHELL, ...NO_SWALLOWING, ...NO_ENUMS, ...NO_CLOCKS],
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // What these take stands in a report, and is asserted by nobody.
    files: ['tests/failures/texts/judge.ts', 'tests/e2e/failures/prove.ts'],
    rules: { 'no-restricted-syntax': ['error', ...NO_SHELL, ...NO_SWALLOWING, ...NO_ENUMS] },
  },
  { files: ['**/*.js', '**/*.cjs'], rules: { 'no-empty': ['error', { allowEmptyCatch: false }] } },
);
