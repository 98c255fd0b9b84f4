// Command stdlib uses only the standard library, and only servers that it brings itself on loopback. It checks what a Go program
// commonly expects of the image it runs in, and prints one line per check:
//
//	ok   name: detail
//	miss name: detail
//
// It exits 0 when the essential checks (dns, tls) work, 1 when one of them does not, and 3 when something named in
// -require=tz,roots,users is missing.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
)

// A check returns a detail for people, and an error when what it looked for is not there.
type check struct {
	name      string
	essential bool
	run       func() (string, error)
}

var checks = []check{
	{"dns", true, lookUpName},
	{"tls", true, talkTLS},
	{"roots", false, systemRoots},
	{"users", false, lookUpUsers},
	{"tz", false, loadTimeZone},
}

func main() {
	require := flag.String("require", os.Getenv("SAMPLE_REQUIRE"), "checks that must be ok, separated by commas")
	flag.Parse()
	required := map[string]bool{}
	for _, name := range strings.Split(*require, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		if !known(name) {
			fmt.Fprintf(os.Stderr, "-require: there is no check %q\n", name)
			os.Exit(2)
		}
		required[name] = true
	}

	fmt.Printf("stdlib on %s/%s, %s\n", runtime.GOOS, runtime.GOARCH, runtime.Version())
	code := 0
	for _, c := range checks {
		detail, err := c.run()
		if err == nil {
			fmt.Printf("ok   %s: %s\n", c.name, detail)
			continue
		}
		fmt.Printf("miss %s: %v\n", c.name, err)
		switch {
		case c.essential:
			code = 1
		case required[c.name] && code == 0:
			fmt.Fprintf(os.Stderr, "%s is required and missing: %v\n", c.name, err)
			code = 3
		}
	}
	os.Exit(code)
}

func known(name string) bool {
	for _, c := range checks {
		if c.name == name {
			return true
		}
	}
	return false
}
