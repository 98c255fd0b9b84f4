// Prints what Go's own debug/gosym and debug/buildinfo say of a Go binary, as JSON: the truth that tests of the reader are held against.
// Called by scripts/make-go-fixtures.sh.
package main

import (
	"debug/buildinfo"
	"debug/elf"
	"debug/gosym"
	"encoding/json"
	"fmt"
	"os"
)

type pkg struct {
	Functions int    `json:"functions"`
	Bytes     uint64 `json:"bytes"`
}

type truth struct {
	GoVersion string            `json:"goVersion"`
	Path      string            `json:"path"`
	Settings  map[string]string `json:"settings"`
	Functions int               `json:"functions"`
	Packages  map[string]pkg    `json:"packages"`
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	name := os.Args[1]
	info, err := buildinfo.ReadFile(name)
	check(err)
	out := truth{GoVersion: info.GoVersion, Path: info.Path, Settings: map[string]string{}, Packages: map[string]pkg{}}
	for _, setting := range info.Settings {
		out.Settings[setting.Key] = setting.Value
	}
	if file, err := elf.Open(name); err == nil {
		functions(file, &out)
	}
	check(json.NewEncoder(os.Stdout).Encode(out))
}

func functions(file *elf.File, out *truth) {
	symbols, err := file.Symbols()
	check(err)
	at := map[string]uint64{}
	for _, symbol := range symbols {
		at[symbol.Name] = symbol.Value
	}
	start, end := at["runtime.pclntab"], at["runtime.epclntab"]
	var data []byte
	for _, section := range file.Sections {
		if start >= section.Addr && end <= section.Addr+section.Size && start != 0 {
			whole, err := section.Data()
			check(err)
			data = whole[start-section.Addr : end-section.Addr]
		}
	}
	table, err := gosym.NewTable(nil, gosym.NewLineTable(data, at["runtime.text"]))
	check(err)
	out.Functions = len(table.Funcs)
	for _, function := range table.Funcs {
		sum := out.Packages[function.PackageName()]
		sum.Functions++
		sum.Bytes += function.End - function.Entry
		out.Packages[function.PackageName()] = sum
	}
}
