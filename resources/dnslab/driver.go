package main

import (
	"net/netip"
	"os"
	"runtime"
	"sync"

	"cgoscope/dnslab/internal/faults"
)

// driver runs one job.
type driver struct {
	lab       string
	subjects  map[string]found
	job       *job
	out       *output
	roots     *roots
	processes *processes
	// Of every subject of the job; by place in the job's samples.
	prepared []*prepared
	held     held
	// How many samples may be starting at once: a start is work for a processor, and so many at once would make those late that already measure.
	starting chan struct{}
	ends     sync.Once
}

func newDriver(lab, work string, subjects map[string]found, job *job, out *output) (*driver, error) {
	roots, err := newRoots(work)
	if err != nil {
		return nil, err
	}
	return &driver{
		lab:       lab,
		subjects:  subjects,
		job:       job,
		out:       out,
		roots:     roots,
		processes: newProcesses(),
		prepared:  make([]*prepared, len(job.Samples)),
		held:      heldOf(job.Samples),
		starting:  make(chan struct{}, runtime.NumCPU()),
	}, nil
}

func (driver *driver) close() { driver.roots.close() }

// cancel ends the process with everything that it started.
func (driver *driver) cancel() {
	driver.ends.Do(func() {
		driver.out.end()
		// What is being started just now dies with this process.
		driver.processes.killAll()
		driver.roots.close()
		os.Exit(0)
	})
}

// run returns when every sample has told its line.
func (driver *driver) run() {
	waiting := driver.prepareAll()
	driver.prepareAddresses(waiting)
	calibration := calibrate(driver.job.Calibration)
	defer func() { driver.out.say(calibration.end()) }()

	taken := map[string]bool{}
	over := make(chan int)
	running := 0
	for len(waiting) > 0 || running > 0 {
		waiting = driver.startSome(waiting, &running, taken, over)
		place := <-over
		running--
		for _, address := range addressesOf(&driver.job.Samples[place]) {
			delete(taken, address)
		}
	}
}

// prepareAll copies what the subjects need before any process is started, and gives the places of the samples that can be.
func (driver *driver) prepareAll() []int {
	waiting := []int{}
	type answer struct {
		prepared *prepared
		err      error
	}
	answers := map[string]answer{}
	for place := range driver.job.Samples {
		sample := &driver.job.Samples[place]
		if sample.Subject.Hold {
			waiting = append(waiting, place)
			continue
		}
		key := subjectKey(sample.Subject)
		known, done := answers[key]
		if !done {
			known.prepared, known.err = driver.prepare(sample.Subject)
			answers[key] = known
		}
		if known.err != nil {
			driver.fail(sample, known.err)
			continue
		}
		prepared := *known.prepared
		if !prepared.probe {
			prepared.argv = append([]string{prepared.path}, sample.Subject.Args...)
		}
		driver.prepared[place] = &prepared
		waiting = append(waiting, place)
	}
	return waiting
}

// prepareAddresses puts every IPv6 address there before any packet is sent: the kernel loses packets of others while it takes up a new one. What can't be
// had is told by the sample that wants it.
func (driver *driver) prepareAddresses(waiting []int) {
	for _, place := range waiting {
		for _, server := range driver.job.Samples[place].Servers {
			schedule, err := faults.Parse(server.Fault)
			if err != nil || schedule[0].Fault.Name == "arp-fail" || schedule[0].Fault.Name == "no-route" {
				continue
			}
			if address, err := netip.ParseAddr(server.Address); err == nil {
				_ = ensureAddress(address)
			}
		}
	}
}

func subjectKey(subject subject) string {
	if subject.Lab != "" {
		return "lab " + subject.Lab
	}
	return "program " + subject.Program
}

// startSome starts what there is room for and whose addresses nobody has, and gives those that still wait, in their order.
func (driver *driver) startSome(waiting []int, running *int, taken map[string]bool, over chan<- int) []int {
	rest := waiting[:0]
	for at, place := range waiting {
		if *running >= driver.job.Jobs {
			return append(rest, waiting[at:]...)
		}
		sample := &driver.job.Samples[place]
		if !take(taken, addressesOf(sample)) {
			rest = append(rest, place)
			continue
		}
		*running++
		go func(place int) {
			if sample := &driver.job.Samples[place]; sample.Subject.Hold {
				driver.hold(sample)
			} else {
				driver.measure(sample, driver.prepared[place])
			}
			over <- place
		}(place)
	}
	return rest
}

func take(taken map[string]bool, addresses []string) bool {
	for _, address := range addresses {
		if taken[address] {
			return false
		}
	}
	for _, address := range addresses {
		taken[address] = true
	}
	return true
}

// Also of servers that don't listen: nobody else must, while a closed port is measured.
func addressesOf(sample *sample) []string {
	addresses := []string{}
	for _, server := range sample.Servers {
		addresses = append(addresses, canonical(server.Address))
	}
	return addresses
}

func (driver *driver) fail(sample *sample, err error) {
	driver.out.say(failedLine{Type: "failed", ID: sample.ID, Reason: err.Error()})
}
