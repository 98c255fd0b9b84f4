package main

import (
	"debug/elf"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// What a subject's small root holds, and how it is called.
type prepared struct {
	parts  []part
	path   string
	argv   []string
	netdns string
	// It tells of its lookups in lines of JSON.
	probe bool
}

// prepare makes ready what the samples of one subject share.
func (driver *driver) prepare(subject subject) (*prepared, error) {
	if subject.Lab != "" {
		return driver.prepareSubject(subject.Lab)
	}
	path, err := below(filepath.Join(driver.lab, "programs"), subject.Program)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("the program is not in the lab: %w", err)
	}
	prepared := &prepared{path: "/app", argv: append([]string{"/app"}, subject.Args...)}
	if info.IsDir() {
		prepared.parts, err = driver.roots.prepareTree(path)
		return prepared, err
	}
	copied, err := driver.roots.prepare(path)
	if err != nil {
		return nil, err
	}
	libraries, err := driver.librariesFor(path)
	prepared.parts = append(libraries, part{at: "app", file: copied})
	return prepared, err
}

func (driver *driver) prepareSubject(name string) (*prepared, error) {
	subject, there := driver.subjects[name]
	if !there {
		return nil, fmt.Errorf("the lab has no subject %s: it was not built for it", name)
	}
	copied, err := driver.roots.prepare(filepath.Join(driver.lab, subject.binary))
	if err != nil {
		return nil, err
	}
	prepared := &prepared{path: "/probe", netdns: subject.netdns, probe: true}
	if subject.tree != "" {
		if prepared.parts, err = driver.roots.prepareTree(filepath.Join(driver.lab, subject.tree)); err != nil {
			return nil, err
		}
	}
	prepared.parts = append(prepared.parts, part{at: "probe", file: copied})
	return prepared, nil
}

// The loader and the C library that a dynamic program asks for, from the lab's own trees. None for a static one, or for one that is no ELF file: the
// kernel says what it makes of that.
func (driver *driver) librariesFor(path string) ([]part, error) {
	file, err := elf.Open(path)
	if err != nil {
		return nil, nil
	}
	defer file.Close()
	interp := interpreter(file)
	if interp == "" {
		return nil, nil
	}
	tree := "glibc"
	if strings.Contains(filepath.Base(interp), "ld-musl-") {
		tree = "musl"
	}
	parts, err := driver.roots.prepareTree(filepath.Join(driver.lab, tree))
	if err != nil {
		return nil, fmt.Errorf("it needs the loader %s, and the lab has no %s: %w", interp, tree, err)
	}
	have := map[string]part{}
	for _, part := range parts {
		have[filepath.Base(part.at)] = part
	}
	loader, there := have[filepath.Base(interp)]
	if !there {
		return nil, fmt.Errorf("it needs the loader %s, which the lab has not", interp)
	}
	if at := strings.TrimPrefix(filepath.Clean(interp), "/"); at != loader.at {
		parts = append(parts, part{at: at, file: loader.file})
	}
	needed, err := file.ImportedLibraries()
	if err != nil {
		return nil, fmt.Errorf("its dynamic section can't be read: %w", err)
	}
	for _, name := range needed {
		// musl is one file, under whichever of its names.
		if _, there := have[name]; !there && !(tree == "musl" && strings.HasPrefix(name, "libc.")) {
			return nil, fmt.Errorf("it needs %s, which the lab has not", name)
		}
	}
	return parts, nil
}

func interpreter(file *elf.File) string {
	for _, segment := range file.Progs {
		if segment.Type != elf.PT_INTERP || segment.Filesz > 4096 {
			continue
		}
		text := make([]byte, segment.Filesz)
		if _, err := segment.ReadAt(text, 0); err == nil {
			return strings.TrimRight(string(text), "\x00")
		}
	}
	return ""
}
