// The driver of the DNS lab: reads one job, starts every sample as a process of its own behind name servers of its own, and says what it saw.
//
// Protocol: src/core/dns/lab/protocol.ts. How it is built and what it wants of its container: README.md.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
)

const version = "1"

func main() {
	lab := flag.String("lab", "/lab", "folder with the subjects")
	work := flag.String("work", "", "folder for the small roots (of the lab: work)")
	keep := flag.Bool("keep", false, "the end of standard input does not cancel")
	list := flag.Bool("faults", false, "print the faults it knows as JSON")
	flag.Parse()
	if *list {
		printFaults()
		return
	}
	if *work == "" {
		*work = *lab + "/work"
	}
	quieten()
	out := &output{to: json.NewEncoder(os.Stdout)}
	subjects := findSubjects(*lab)
	out.say(readyLine{Type: "ready", Version: version, Subjects: versionsOf(subjects), Addresses: ownAddresses()})

	input := json.NewDecoder(os.Stdin)
	job, err := readJob(input)
	if err != nil {
		fmt.Fprintln(os.Stderr, "dnslab: "+err.Error())
		os.Exit(2)
	}
	driver, err := newDriver(*lab, *work, subjects, job, out)
	if err != nil {
		fmt.Fprintln(os.Stderr, "dnslab: "+err.Error())
		os.Exit(1)
	}
	go driver.cancelOn(input, *keep)
	driver.run()
	driver.close()
	out.end()
}

// A collection in the middle of a burst would be somebody's late answer; and a process that starts holds a processor for about a millisecond.
func quieten() {
	debug.SetGCPercent(800)
	runtime.GOMAXPROCS(runtime.NumCPU() + 2)
	// A subject that crashes is to leave nothing.
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
}

// cancelOn ends everything when whoever gave the job has gone or says so.
func (driver *driver) cancelOn(input *json.Decoder, keep bool) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	gone := make(chan struct{})
	if !keep {
		go func() {
			driver.held.obey(input)
			// Its end is meant, whatever comes before it or as its reason.
			_, _ = io.Copy(io.Discard, os.Stdin)
			close(gone)
		}()
	}
	select {
	case <-gone:
	case <-signals:
	}
	driver.cancel()
}
