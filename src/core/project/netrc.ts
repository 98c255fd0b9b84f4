// The netrc format (inetutils' `netrc` info page; Go reads it in cmd/go/internal/auth/netrc.go), only to know which words in it are secrets.

/** Host, login and password of every entry that has a password. Comments, `macdef` bodies and unknown words are passed over. */
export function netrcEntries(text: string): { machine: string; login: string; password: string }[] {
  const entries: { machine: string; login: string; password: string }[] = [];
  const lines = text.split(/\r?\n/);
  let current: { machine: string; login: string; password: string } | null = null;
  const finish = (): void => {
    if (current !== null && current.password !== '') entries.push(current);
  };
  for (let index = 0; index < lines.length; index += 1) {
    const words = (lines[index] ?? '').split(/\s+/).filter((word) => word !== '');
    for (let at = 0; at < words.length; at += 1) {
      const word = words[at] ?? '';
      if (word.startsWith('#')) break;
      if (word === 'machine' || word === 'default') {
        finish();
        current = { machine: word === 'default' ? '' : (words[++at] ?? ''), login: '', password: '' };
      } else if (word === 'login' && current) current.login = words[++at] ?? '';
      else if (word === 'password' && current) current.password = words[++at] ?? '';
      else if (word === 'macdef') {
        while (index + 1 < lines.length && lines[index + 1] !== '') index += 1; // its body ends at an empty line
        break;
      }
    }
  }
  finish();
  return entries;
}
