// The probe of Go's resolvers: looks one name up as a program would and says, a line of JSON each, when every lookup began and how it ended.
//
// Built three times: CGO_ENABLED=0, with cgo on glibc, with cgo on musl. Arguments: API NAME REPEAT PARALLEL DEADLINE_MS (0: none) PAUSE_MS FOR_MS (0:
// REPEAT times; else as often as it can until then, with a pause behind each). A lookup's beginning is written before it is made, so that a process that is killed has told what it was at. Then it waits for its standard input to end: a thread of libc that
// nobody waits for any more shows in the packets. With `--version` it says which Go it is of.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"time"

	"cgoscope/dnslab/internal/clock"
)

type event struct {
	Lab       string   `json:"lab"`
	I         int      `json:"i"`
	T         int64    `json:"t"`
	Result    string   `json:"result,omitempty"`
	Addresses []string `json:"addresses"`
	Error     *string  `json:"error"`
	Code      *string  `json:"code"`
}

type lookup func(ctx context.Context, name string) ([]string, error)

var lookups = map[string]lookup{
	"host":           net.DefaultResolver.LookupHost,
	"ip4":            func(ctx context.Context, name string) ([]string, error) { return addressesOf(ctx, "ip4", name) },
	"ip6":            func(ctx context.Context, name string) ([]string, error) { return addressesOf(ctx, "ip6", name) },
	"cname":          canonicalName,
	"txt":            net.DefaultResolver.LookupTXT,
	"mx":             mailServers,
	"srv":            services,
	"dial":           dial,
	"prefer-go-dial": preferGoDial,
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == "--version" {
		fmt.Println(strings.TrimPrefix(runtime.Version(), "go"))
		return
	}
	if len(os.Args) != 8 {
		refuse("arguments: API NAME REPEAT PARALLEL DEADLINE_MS PAUSE_MS FOR_MS")
	}
	look, known := lookups[os.Args[1]]
	if !known {
		refuse("no such API: " + os.Args[1])
	}
	name := os.Args[2]
	repeat, parallel, deadlineMs := number(os.Args[3]), number(os.Args[4]), number(os.Args[5])
	pause, until := time.Duration(number(os.Args[6]))*time.Millisecond, time.Duration(number(os.Args[7]))*time.Millisecond
	began := time.Now()
	var all sync.WaitGroup
	for worker := 0; worker < parallel; worker++ {
		all.Add(1)
		go func(first int) {
			defer all.Done()
			for round := 0; until > 0 && time.Since(began) < until || until == 0 && round < repeat; round++ {
				once(round*parallel+first, look, name, time.Duration(deadlineMs)*time.Millisecond)
				time.Sleep(pause)
			}
		}(worker)
	}
	all.Wait()
	say(event{Lab: "done", T: clock.Now()})
	// Whoever started it decides how long what goes on behind is watched; its end, whatever the reason, is the end.
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func once(i int, look lookup, name string, deadline time.Duration) {
	ctx := context.Background()
	say(event{Lab: "start", I: i, T: clock.Now()})
	if deadline > 0 {
		with, cancel := context.WithTimeout(ctx, deadline)
		defer cancel()
		ctx = with
	}
	addresses, err := look(ctx, name)
	end := event{Lab: "end", I: i, T: clock.Now(), Result: "ok", Addresses: addresses}
	if err != nil {
		text, code := err.Error(), codeOf(err)
		end.Result, end.Error, end.Code, end.Addresses = "fail", &text, &code, []string{}
	}
	say(end)
}

// What the caller is told, in the words that do not change with ports and servers.
func codeOf(err error) string {
	var dns *net.DNSError
	switch {
	case !errors.As(err, &dns):
		return err.Error()
	case dns.IsNotFound:
		return "no such host"
	case dns.IsTimeout:
		return "timeout"
	}
	return dns.Err
}

func addressesOf(ctx context.Context, network, name string) ([]string, error) {
	found, err := net.DefaultResolver.LookupIP(ctx, network, name)
	addresses := []string{}
	for _, address := range found {
		addresses = append(addresses, address.String())
	}
	return addresses, err
}

func canonicalName(ctx context.Context, name string) ([]string, error) {
	found, err := net.DefaultResolver.LookupCNAME(ctx, name)
	return []string{found}, err
}

func mailServers(ctx context.Context, name string) ([]string, error) {
	found, err := net.DefaultResolver.LookupMX(ctx, name)
	servers := []string{}
	for _, server := range found {
		servers = append(servers, fmt.Sprintf("%d %s", server.Pref, server.Host))
	}
	return servers, err
}

func services(ctx context.Context, name string) ([]string, error) {
	_, found, err := net.DefaultResolver.LookupSRV(ctx, "", "", name)
	targets := []string{}
	for _, service := range found {
		targets = append(targets, fmt.Sprintf("%d %d %d %s", service.Priority, service.Weight, service.Port, service.Target))
	}
	return targets, err
}

var errResolved = errors.New("resolved: nothing is connected to")

// net.Dial, stopped where it would connect: what that takes is no matter of the resolver, and there is nobody to connect to.
func dial(ctx context.Context, name string) ([]string, error) {
	var mutex sync.Mutex
	tried := []string{}
	dialer := net.Dialer{Control: func(_, address string, _ syscall.RawConn) error {
		mutex.Lock()
		defer mutex.Unlock()
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return err
		}
		tried = append(tried, host)
		return errResolved
	}}
	_, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(name, "80"))
	mutex.Lock()
	defer mutex.Unlock()
	if errors.Is(err, errResolved) {
		err = nil
	}
	return tried, err
}

// A resolver of the caller's own whose Dial goes to the first name server, whichever it is asked for: the common recipe.
func preferGoDial(ctx context.Context, name string) ([]string, error) {
	first := firstNameserver()
	resolver := net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var dialer net.Dialer
		return dialer.DialContext(ctx, network, net.JoinHostPort(first, "53"))
	}}
	return resolver.LookupHost(ctx, name)
}

func firstNameserver() string {
	// Without a file it is 127.0.0.1, as for Go itself.
	file, err := os.Open("/etc/resolv.conf")
	if err != nil {
		return "127.0.0.1"
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if words := strings.Fields(lines.Text()); len(words) > 1 && words[0] == "nameserver" {
			return words[1]
		}
	}
	return "127.0.0.1"
}

func say(what event) {
	if what.Addresses == nil {
		what.Addresses = []string{}
	}
	line, err := json.Marshal(what)
	if err != nil {
		refuse(err.Error())
	}
	// One write for a line: lines of several goroutines do not mix. Nobody is told if nobody reads.
	_, _ = os.Stdout.Write(append(line, '\n'))
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	if err != nil || value < 0 {
		refuse(strconv.Quote(text) + " is no number")
	}
	return value
}

func refuse(text string) {
	fmt.Fprintln(os.Stderr, "probe: "+text)
	os.Exit(2)
}
