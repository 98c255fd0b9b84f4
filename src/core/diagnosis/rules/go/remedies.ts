// Fixes that several rules about Go offer, fitted to the cell at hand.
import type { Case, DraftFix } from '../../types.ts';
import { byHand, cgoOn, change, linkStatic } from '../../fixes.ts';

/** cgo on, in the way that the cell's run image can start: an image without a loader wants a static binary. */
export function cgoOnFixes(seen: Case): DraftFix[] {
  const base = seen.cell?.axes['base'];
  const dynamic = (libc: 'glibc' | 'musl'): DraftFix => ({ ...cgoOn(), change: { axes: { cgo: '1', libc, link: 'dynamic' } } });
  switch (base) {
    case 'empty':
    case 'distroless':
      return [linkStatic('musl')];
    case 'glibc':
    case 'glibc-old':
      return [dynamic('glibc'), linkStatic('musl')];
    case 'musl':
      return [dynamic('musl'), linkStatic('musl')];
    default:
      return [cgoOn(), linkStatic('musl')];
  }
}

/** Replacements without C for what is known to need it. */
export function pureGoInstead(name: string): DraftFix[] {
  const twins: [RegExp, string][] = [
    [/sqlite/i, 'modernc.org/sqlite or github.com/ncruces/go-sqlite3 (drivers `sqlite` and `sqlite3`)'],
    [/kafka/i, 'github.com/segmentio/kafka-go, github.com/twmb/franz-go or github.com/IBM/sarama'],
    [/zstd/i, 'github.com/klauspost/compress/zstd'],
    [/godror|oracle|oci8/i, 'github.com/sijms/go-ora'],
    [/git2go|libgit2/i, 'github.com/go-git/go-git'],
    [/zmq/i, 'github.com/go-zeromq/zmq4'],
    [/rocksdb|levigo|lmdb/i, 'github.com/cockroachdb/pebble or go.etcd.io/bbolt'],
    [/pcap/i, 'github.com/google/gopacket/pcapgo (reading of files and AF_PACKET sockets)'],
  ];
  const twin = twins.find(([pattern]) => pattern.test(name));
  return twin === undefined ? [] : [byHand('pure-go', 'Use a package that is Go alone', [`Replace it by ${twin[1]}; then CGO_ENABLED=0 builds for every platform.`])];
}

/** `-tags` of a cell without one of them. */
export function withoutTag(seen: Case, tag: string): DraftFix {
  const tags = (seen.cell?.axes['tags'] ?? '').split(/[,\s]+/).filter((each) => each !== '' && each !== '-' && each !== tag);
  return change('no-cgo-tag', `Build without -tags ${tag}`, { axes: { tags: tags.length === 0 ? '-' : tags.join(',') } }, [
    'files that ask for the tag and need no C are left out too',
  ]);
}
