# What pyelftools says of a file, as one line of JSON per path that stands on stdin: the second opinion beside readelf's. Raw numbers where the library has no name.
# What the library does not know at all (which C library, cgo) is worked out here from its symbols and sections, by rules written apart from ours.
import json
import mmap
import re
import sys
import time

from elftools.elf.dynamic import DynamicSection
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection
from elftools.elf.relocation import RelocationSection, RelrRelocationSection
from elftools.elf.sections import NoteSection, SymbolTableSection

# Files with more relocations than this are left to readelf: pyelftools takes a second for 50,000.
MOST_RELOCATIONS = 60_000


def text(value):
    return value if isinstance(value, str) else value.decode('utf-8', 'replace')


def count_relocations(elf, by_type, table, plt):
    mips64 = elf.elfclass == 64 and elf['e_machine'] == 'EM_MIPS'
    n = 0
    for relocation in table:
        entry = relocation.entry
        kind = entry['r_type'] if mips64 else entry.get('r_info_type')
        if kind is not None and elf['e_machine'] == 'EM_SPARCV9':
            kind &= 0xFF  # the upper 24 bits are a second addend there
        key = 'relr' if kind is None else str(kind)
        by_type[key] = by_type.get(key, 0) + 1
        n += 1
    return n


def relocations(elf, sections, dynamic):
    if elf['e_type'] != 'ET_REL' and dynamic is not None:
        tables = list(dynamic.get_relocation_tables().items())
    else:
        tables = []
    if not tables:
        tables = [
            ('JMPREL' if re.search(r'\.(rela|rel)\.(plt|iplt)$', section.name) else section.name, section)
            for section in sections
            if isinstance(section, (RelocationSection, RelrRelocationSection)) and (elf['e_type'] == 'ET_REL' or section['sh_flags'] & 2)
        ]
    total = sum(table.num_relocations() for name, table in tables if 'RELR' not in name.upper())
    if total > MOST_RELOCATIONS:
        return None
    by_type, count, plt = {}, 0, 0
    seen = set()
    for name, table in tables:
        # A PLT's table that stands inside the other one is not counted twice.
        n = count_relocations(elf, by_type, table.iter_relocations(), False)
        count += n
        if name == 'JMPREL':
            plt += n
    return {'count': count, 'byType': by_type, 'plt': plt}


def notes(elf, sections, segments):
    found, covered = [], []

    def add(note):
        data = note['n_descdata'] if 'n_descdata' in note else b''
        if isinstance(data, str):
            data = data.encode('latin-1')
        found.append({'name': text(note['n_name']), 'type': note['n_type'], 'desc': data.hex()})

    for segment in segments:
        if segment['p_type'] == 'PT_NOTE':
            covered.append((segment['p_offset'], segment['p_offset'] + segment['p_filesz']))
            for note in segment.iter_notes():
                add(note)
    for section in sections:
        if isinstance(section, NoteSection) and section['sh_type'] == 'SHT_NOTE':
            if not any(start <= section['sh_offset'] < end for start, end in covered):
                for note in section.iter_notes():
                    add(note)
    return found


def symbol_names(sections):
    for section in sections:
        if section['sh_type'] == 'SHT_SYMTAB':
            strings = section.stringtable.data()
            return set(strings.split(b'\0'))
    return set()


def libc_of(facts, symbols, data):
    if any(version.startswith('GLIBC_') for _, version, _, _ in facts['versionsNeeded']):
        return 'glibc'
    name = (facts['interp'] or '').split('/')[-1]
    if name.startswith('ld-musl-'):
        return 'musl'
    if name in ('ld64.so.1', 'ld64.so.2', 'ld.so.1') or re.match(r'ld-linux.*\.so\.[0-9]+$', name):
        return 'glibc'
    if name:
        return 'unknown'
    if 'libc.so.6' in facts['needed']:
        return 'glibc'
    if any(re.match(r'libc\.musl-.*\.so\.1$', n) for n in facts['needed']) or 'libc.so' in facts['needed']:
        return 'musl'
    if facts['needed']:
        return 'unknown'
    if facts['type'] == 'ET_REL':
        return 'unknown'
    # Nothing is asked for: is the library itself in it? Evidence that a person would look for.
    if b'__libc_setup_tls' in symbols or b'__libc_csu_init' in symbols or b'__libc_early_init' in symbols or b'_dl_relocate_static_pie' in symbols:
        return 'glibc'
    if any(s.startswith(b'__musl_') for s in symbols) or b'__init_libc' in symbols:
        return 'musl'
    if data.find(b'GNU C Library') >= 0 or data.find(b'GLIBC_TUNABLES') >= 0:
        return 'glibc'
    if data.find(b'/etc/ld-musl-') >= 0 or data.find(b'No error information\0') >= 0:
        return 'musl'
    return None  # none or unknown: that depends on Go


def facts_of(path):
    with open(path, 'rb') as handle:
        data = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
        elf = ELFFile(handle)
        header = elf.header
        sections = list(elf.iter_sections())
        segments = list(elf.iter_segments())
        facts = {
            'size': len(data),
            'class': elf.elfclass,
            'data': 'lsb' if elf.little_endian else 'msb',
            'machine': header['e_machine'],
            'type': header['e_type'],
            'osabi': header['e_ident']['EI_OSABI'],
            'abiVersion': header['e_ident']['EI_ABIVERSION'],
            'entry': str(header['e_entry']),
            'flags': str(header['e_flags']),
            'sections': [
                [s.name, s['sh_type'], str(s['sh_flags']), str(s['sh_addr']), s['sh_offset'], s['sh_size'], s['sh_link'], s['sh_info'], s['sh_addralign'], s['sh_entsize']]
                for s in sections
            ],
            'segments': [
                [s['p_type'], str(s['p_flags']), s['p_offset'], str(s['p_vaddr']), str(s['p_paddr']), s['p_filesz'], str(s['p_memsz']), str(s['p_align'])] for s in segments
            ],
        }
        interp = [s for s in segments if s['p_type'] == 'PT_INTERP' and s['p_filesz'] > 0]
        # A file of debug information has the segment and no text in it: there the bytes are whatever stands at that place, or nothing.
        facts['interp'] = text(interp[0].get_interp_name()) if interp else None
        dynamic = next((s for s in segments if s['p_type'] == 'PT_DYNAMIC' and s['p_filesz'] > 0), None) or next((s for s in sections if isinstance(s, DynamicSection)), None)
        facts.update(needed=[], soname=None, rpath=[], runpath=[], dynamic=[])
        for tag in dynamic.iter_tags() if dynamic else []:
            name = tag.entry.d_tag
            if name == 'DT_NULL':
                break
            facts['dynamic'].append([name, str(tag.entry.d_val)])
            if name == 'DT_NEEDED':
                facts['needed'].append(text(tag.needed))
            elif name == 'DT_SONAME':
                facts['soname'] = text(tag.soname)
            elif name == 'DT_RPATH':
                facts['rpath'] += text(tag.rpath).split(':')
            elif name == 'DT_RUNPATH':
                facts['runpath'] += text(tag.runpath).split(':')
        facts['versionsNeeded'] = []
        for section in sections:
            if isinstance(section, GNUVerNeedSection):
                for need, versions in section.iter_versions():
                    for aux in versions:
                        facts['versionsNeeded'].append([text(need.name), text(aux.name), bool(aux['vna_other'] & 0x8000), bool(aux['vna_flags'] & 2)])
        facts['symbols'] = {
            kind: sum(s.num_symbols() for s in sections if isinstance(s, SymbolTableSection) and s['sh_type'] == sht) for kind, sht in (('dynamic', 'SHT_DYNSYM'), ('static', 'SHT_SYMTAB'))
        }
        facts['relocations'] = relocations(elf, sections, dynamic)
        facts['notes'] = notes(elf, sections, segments)
        wide = elf.elfclass // 8
        sizes = [t.entry.d_val for t in dynamic.iter_tags() if t.entry.d_tag == 'DT_INIT_ARRAYSZ'] if dynamic else []
        facts['initArray'] = (sizes[0] if sizes else sum(s['sh_size'] for s in sections if s['sh_type'] == 'SHT_INIT_ARRAY')) // wide
        symbols = symbol_names(sections)
        facts['libc'] = libc_of(facts, symbols, data)
        pclntab = next((s for s in sections if s.name in ('.gopclntab', '.data.rel.ro.gopclntab') and s['sh_type'] != 'SHT_NOBITS'), None)
        functions = pclntab.data() if pclntab is not None else b''
        facts['go'] = {
            'sections': any(s.name in ('.gopclntab', '.data.rel.ro.gopclntab', '.go.buildinfo', '.note.go.buildid') for s in sections),
            'x_cgo_init': b'x_cgo_init' in symbols,
            '_Cfunc_': b'_Cfunc_' in functions,
            '_cgoexp_': b'_cgoexp_' in functions,
        }
        return facts


if len(sys.argv) == 3 and sys.argv[1] == '--time':
    start = time.perf_counter()
    facts_of(sys.argv[2])
    print((time.perf_counter() - start) * 1000)
    sys.exit(0)

for line in sys.stdin:
    path = line.rstrip('\n')
    try:
        answer = facts_of(path)
    except Exception as error:  # the comparison shows it: pyelftools can't read the file
        answer = {'error': f'{type(error).__name__}: {error}'}
    print(json.dumps(answer), flush=True)
