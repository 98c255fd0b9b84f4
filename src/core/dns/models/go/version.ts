// What differs between the versions of Go's resolver, as far as a prediction shows it. Read in net/dnsclient_unix.go and net/lookup_unix.go of 1.19.8, 1.20.14, 1.21.13, 1.22.12, 1.24.4 and 1.27.3; their
// loop over attempts and servers is the same in all of them.

export interface GoTraits {
  /** LookupCNAME asks for A, AAAA and CNAME; before 1.20 for A and AAAA alone (1.20.14 has it). */
  asksCname: boolean;
  /** Where nsswitch.conf names `files` only, 1.19 answers nothing and no error; later versions `no such host`. */
  filesOnlyFails: boolean;
  /** Up to 1.21 Go looks at the name as given for `.onion`, before the search list; later versions at each candidate. */
  onionByCandidate: boolean;
  /** 1.19 takes a rooted name of 254 bytes for too long. */
  rooted254: boolean;
}

const OLD: GoTraits = { asksCname: false, filesOnlyFails: false, onionByCandidate: false, rooted254: false };
const NEW: GoTraits = { asksCname: true, filesOnlyFails: true, onionByCandidate: true, rooted254: true };

/** 1.20 and 1.21. */
const BETWEEN: GoTraits = { ...NEW, onionByCandidate: false };

/** `1.24`, `1.24.4`, `go1.24`; what is no version counts as the newest. */
export function traitsOf(version: string): GoTraits {
  const minor = /(?:^|\D)1\.(\d{1,3})/.exec(version)?.[1];
  if (minor === undefined || Number(minor) >= 22) return NEW;
  return Number(minor) < 20 ? OLD : BETWEEN;
}
