// gofacts reads the facts of elf@1 with Go's own packages debug/elf and debug/buildinfo: the yardstick of the bench, and the reference for build info in the campaign.
//
//	gofacts buildinfo        one line of JSON (or null) for every path on stdin
//	gofacts facts N FILE     reads all facts N times and prints the milliseconds of each, and the last facts
//	gofacts counts N FILE    the same, but counts symbols by the size of their table, and looks for cgo among them only where build info does not rule it out
package main

import (
	"bufio"
	"bytes"
	"debug/buildinfo"
	"debug/elf"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

type facts struct {
	Class, Data, Machine, Type, OSABI, Interp, BuildID, GoBuildID string
	Entry                                                        uint64
	Needed, Soname, Rpath, Runpath                               []string
	Versions                                                     []elf.DynamicVersionNeed
	Floor                                                        string
	Sections                                                     []elf.SectionHeader
	Segments                                                     []elf.ProgHeader
	Dynamic                                                      map[string][]uint64
	DynamicSymbols, StaticSymbols                                int
	TLS, Cgo                                                     bool
	InitArray                                                    uint64
	Relocations                                                  map[uint32]int
	Notes                                                        int
	Go                                                           *buildinfo.BuildInfo
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == "buildinfo" {
		listBuildInfo()
		return
	}
	if len(os.Args) != 4 || os.Args[1] != "facts" && os.Args[1] != "counts" {
		fmt.Fprintln(os.Stderr, "usage: gofacts buildinfo | gofacts facts|counts N FILE")
		os.Exit(2)
	}
	n, err := strconv.Atoi(os.Args[2])
	if err != nil || n < 1 {
		fmt.Fprintln(os.Stderr, "N is a number of 1 or more")
		os.Exit(2)
	}
	var ms []float64
	var last *facts
	for i := 0; i < n; i++ {
		start := time.Now()
		if last, err = read(os.Args[3], os.Args[1] == "counts"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		ms = append(ms, float64(time.Since(start).Nanoseconds())/1e6)
	}
	json.NewEncoder(os.Stdout).Encode(map[string]any{"ms": ms, "sections": len(last.Sections), "symbols": last.StaticSymbols, "dynamicSymbols": last.DynamicSymbols, "go": last.Go.GoVersion, "deps": len(last.Go.Deps), "needed": last.Needed, "cgo": last.Cgo})
}

func listBuildInfo() {
	in := bufio.NewScanner(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		info, err := buildinfo.ReadFile(in.Text())
		if err != nil {
			out.Encode(nil)
			continue
		}
		out.Encode(info)
	}
}

func read(path string, count bool) (*facts, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	f, err := elf.NewFile(file)
	if err != nil {
		return nil, err
	}
	r := &facts{Class: f.Class.String(), Data: f.Data.String(), Machine: f.Machine.String(), Type: f.Type.String(), OSABI: f.OSABI.String(), Entry: f.Entry, Dynamic: map[string][]uint64{}, Relocations: map[uint32]int{}}
	for _, s := range f.Sections {
		r.Sections = append(r.Sections, s.SectionHeader)
		switch s.Type {
		case elf.SHT_NOTE:
			r.notes(s, f.ByteOrder)
		case elf.SHT_RELA, elf.SHT_REL:
			if s.Flags&elf.SHF_ALLOC != 0 || f.Type == elf.ET_REL {
				r.relocations(s, f)
			}
		case elf.SHT_INIT_ARRAY:
			r.InitArray += s.Size / 8
		}
	}
	for _, p := range f.Progs {
		r.Segments = append(r.Segments, p.ProgHeader)
		switch p.Type {
		case elf.PT_INTERP:
			text, err := io.ReadAll(io.LimitReader(p.Open(), 4096))
			if err != nil {
				return nil, err
			}
			r.Interp = string(bytes.TrimRight(text, "\x00"))
		case elf.PT_TLS:
			r.TLS = true
		}
	}
	// A program without a dynamic table has none of these: the packages say so with an error.
	r.Needed, _ = f.DynString(elf.DT_NEEDED)
	r.Soname, _ = f.DynString(elf.DT_SONAME)
	r.Rpath, _ = f.DynString(elf.DT_RPATH)
	r.Runpath, _ = f.DynString(elf.DT_RUNPATH)
	const relr = elf.DynTag(37) // DT_RELRENT, the last of the gABI; the package has no name for it
	for tag := elf.DT_NULL; tag <= relr; tag++ {
		if values, err := f.DynValue(tag); err == nil && len(values) > 0 {
			r.Dynamic[tag.String()] = values
		}
	}
	r.Versions, _ = f.DynamicVersionNeeds()
	for _, need := range r.Versions {
		for _, version := range need.Needs {
			if floor, ok := strings.CutPrefix(version.Dep, "GLIBC_"); ok && floor > r.Floor {
				r.Floor = floor
			}
		}
	}
	if r.Go, err = buildinfo.Read(file); err != nil {
		return nil, err
	}
	pure := false
	for _, setting := range r.Go.Settings {
		pure = pure || setting.Key == "CGO_ENABLED" && setting.Value == "0"
	}
	if count {
		r.DynamicSymbols, r.StaticSymbols = entries(f, elf.SHT_DYNSYM), entries(f, elf.SHT_SYMTAB)
		if pure {
			return r, nil
		}
	}
	if symbols, err := f.DynamicSymbols(); err == nil {
		r.DynamicSymbols = len(symbols) + 1
	}
	symbols, err := f.Symbols()
	if err == nil {
		r.StaticSymbols = len(symbols) + 1
	}
	for _, symbol := range symbols {
		if symbol.Name == "x_cgo_init" {
			r.Cgo = true
		}
	}
	return r, nil
}

func entries(f *elf.File, kind elf.SectionType) (n int) {
	for _, s := range f.Sections {
		if s.Type == kind && s.Entsize > 0 {
			n += int(s.Size / s.Entsize)
		}
	}
	return n
}

func (r *facts) notes(s *elf.Section, order binary.ByteOrder) {
	data, err := s.Data()
	if err != nil {
		return
	}
	for len(data) >= 12 {
		name, desc, kind := int(order.Uint32(data)), int(order.Uint32(data[4:])), order.Uint32(data[8:])
		at := 12 + (name+3)&^3
		if name < 0 || desc < 0 || at+desc > len(data) {
			return
		}
		r.Notes++
		switch owner := strings.TrimRight(string(data[12:12+name]), "\x00"); {
		case owner == "GNU" && kind == 3:
			r.BuildID = fmt.Sprintf("%x", data[at:at+desc])
		case owner == "Go" && kind == 4:
			r.GoBuildID = string(data[at : at+desc])
		}
		data = data[min(len(data), at+(desc+3)&^3):]
	}
}

func (r *facts) relocations(s *elf.Section, f *elf.File) {
	data, err := s.Data()
	if err != nil {
		return
	}
	stride := int(s.Entsize)
	if stride < 8 {
		return
	}
	for ; len(data) >= stride; data = data[stride:] {
		if f.Class == elf.ELFCLASS64 {
			r.Relocations[uint32(f.ByteOrder.Uint64(data[8:]))]++
		} else {
			r.Relocations[f.ByteOrder.Uint32(data[4:])&0xff]++
		}
	}
}
