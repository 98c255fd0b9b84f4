package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
)

// A program of the lab: which file it is, which tree of libraries it wants, which build step told its versions.
type known struct {
	binary   string
	tree     string
	step     string
	resolver string // go, or libc
	netdns   string // what GODEBUG says of the choice where the sample says nothing
}

var knownSubjects = map[string]known{
	"go":            {"probe-go", "", "go", "go", "netdns=2"},
	"go-cgo-glibc":  {"probe-go-glibc", "glibc", "glibc", "libc", "netdns=cgo+2"},
	"go-auto-glibc": {"probe-go-glibc", "glibc", "glibc", "go", "netdns=2"},
	"c-glibc":       {"probe-c-glibc", "glibc", "glibc", "libc", ""},
	"go-cgo-musl":   {"probe-go-musl", "", "musl", "libc", "netdns=cgo+2"},
	"go-auto-musl":  {"probe-go-musl", "", "musl", "go", "netdns=2"},
	"c-musl":        {"probe-c-musl", "", "musl", "libc", ""},
}

type found struct {
	known
	version subjectVersion
}

// Those whose files are there.
func findSubjects(lab string) map[string]found {
	subjects := map[string]found{}
	for name, known := range knownSubjects {
		if _, err := os.Stat(filepath.Join(lab, known.binary)); err != nil {
			continue
		}
		var built struct{ Go, Libc string }
		text, err := os.ReadFile(filepath.Join(lab, "versions", known.step+".json"))
		if err != nil || json.Unmarshal(text, &built) != nil {
			continue
		}
		version := subjectVersion{Version: built.Libc, Go: built.Go, Libc: built.Libc}
		if known.resolver == "go" {
			version.Version = built.Go
		}
		if strings.HasPrefix(name, "c-") {
			version.Go = ""
		}
		subjects[name] = found{known, version}
	}
	return subjects
}

func versionsOf(subjects map[string]found) map[string]subjectVersion {
	versions := map[string]subjectVersion{}
	for name, subject := range subjects {
		versions[name] = subject.version
	}
	return versions
}

// The environment of a sample: as it says, and for a Go program of the lab the trace that tells which resolver it chose.
func environment(env map[string]string, netdns string) []string {
	list := []string{}
	debug := ""
	for name, value := range env {
		if name == "GODEBUG" {
			debug = value
			continue
		}
		list = append(list, name+"="+value)
	}
	if netdns != "" && !strings.Contains(debug, "netdns=") {
		debug = strings.TrimPrefix(debug+","+netdns, ",")
	}
	if _, given := env["GODEBUG"]; given || debug != "" {
		list = append(list, "GODEBUG="+debug)
	}
	return list
}
