// Writes a large Go program: hundreds of packages with types, methods, maps, closures, generics and errors, beside much of the standard library. What the linker
// makes of it has the make-up of a large real program (text, pclntab, type links, DWARF, symbols), which one big embedded file would not have.

const STD = [
  'archive/tar', 'archive/zip', 'compress/gzip', 'crypto/rsa', 'crypto/tls', 'crypto/x509', 'database/sql', 'debug/elf', 'encoding/gob', 'encoding/json', 'encoding/xml',
  'expvar', 'go/types', 'html/template', 'image/png', 'log/slog', 'math/big', 'mime/multipart', 'net/http', 'net/http/pprof', 'net/rpc', 'net/smtp', 'os/user', 'regexp', 'testing', 'text/template',
]; // prettier-ignore

/** One package: `functions` functions and a type with methods for every eighth of them. */
function goPackage(index: number, functions: number): string {
  const lines = [`package p${index}`, '', 'import (', '\t"errors"', '\t"fmt"', '\t"sort"', '\t"strings"', ')', ''];
  for (let i = 0; i < functions; i++) {
    const id = index * 1000 + i;
    if (i % 8 === 0)
      lines.push(
        `type Record${i} struct {`,
        `\tName string`,
        `\tField${id} map[string]int`,
        `\tNext *Record${i}`,
        `\tWhen func(int) error`,
        '}',
        `func (r *Record${i}) String() string { return fmt.Sprintf("record ${id} %s %v", r.Name, r.Field${id}) }`,
        `func (r *Record${i}) Len() int { return len(r.Field${id}) + ${i} }`,
        `func Map${i}[K comparable, V any](in map[K]V, f func(K, V) bool) (out []K) { for k, v := range in { if f(k, v) { out = append(out, k) } }; return out }`,
      );
    lines.push(
      `var ErrNumber${id} = errors.New("package ${index} can not do number ${i}")`,
      `func Do${i}(words []string, n int) (result map[string]int, err error) {`,
      `\tresult = make(map[string]int, n)`,
      `\tdefer func() { if r := recover(); r != nil { err = fmt.Errorf("do ${id}: %v: %w", r, ErrNumber${id}) } }()`,
      `\tfor at, word := range words {`,
      `\t\tswitch {`,
      `\t\tcase strings.HasPrefix(word, "w${id}"): result[word] += at * ${i + 3}`,
      `\t\tcase strings.Contains(word, "-${i}-"): result[strings.ToUpper(word)] -= n`,
      `\t\tcase len(word) > ${(i % 50) + 10}: return nil, fmt.Errorf("word %d of %d is too long for ${id}: %q", at, len(words), word)`,
      `\t\tdefault: result[word+"-${id}"]++`,
      `\t\t}`,
      `\t}`,
      `\tkeys := make([]string, 0, len(result))`,
      `\tfor key := range result { keys = append(keys, key) }`,
      `\tsort.Slice(keys, func(a, b int) bool { return result[keys[a]]*${i + 1} < result[keys[b]] || keys[a] < keys[b] })`,
      `\tr := &Record${i - (i % 8)}{Name: strings.Join(keys, ","), When: func(m int) error { if m > ${id} { return ErrNumber${id} }; return nil }}`,
      `\tif err := r.When(r.Len() + n); err != nil { return result, err }`,
      `\tresult[r.String()] = len(Map${i - (i % 8)}(result, func(k string, v int) bool { return v > ${i} && k != "" }))`,
      `\treturn result, nil`,
      '}',
    );
  }
  lines.push('var All = []func([]string, int) (map[string]int, error){', ...Array.from({ length: functions }, (_, i) => `\tDo${i},`), '}', '');
  return lines.join('\n');
}

/** The files of the module, by path. The same numbers give the same text. `cgo`: with a function of C. */
export function goProgram(packages: number, functions: number, cgo = false): Record<string, string> {
  const files: Record<string, string> = { 'go.mod': 'module example.com/large\n\ngo 1.22\n' };
  if (cgo) files['c.go'] = 'package main\n\n// static int three(void) { return 3; }\nimport "C"\n\nfunc init() { _ = C.three() }\n';
  for (let i = 0; i < packages; i++) files[`p${i}/p.go`] = goPackage(i, functions);
  files['main.go'] = [
    'package main',
    '',
    'import (',
    '\t"fmt"',
    '\t"os"',
    ...STD.map((path) => `\t_ "${path}"`),
    ...Array.from({ length: packages }, (_, i) => `\t"example.com/large/p${i}"`),
    ')',
    '',
    'func main() {',
    ...Array.from({ length: packages }, (_, i) => `\tfor _, do := range p${i}.All { fmt.Println(do(os.Args, ${i})) }`),
    '}',
    '',
  ].join('\n');
  return files;
}
