package main

import (
	"encoding/json"
	"sync"
	"time"

	"cgoscope/dnslab/internal/clock"
	"cgoscope/dnslab/internal/nameserver"
)

// A sample without a process: whoever shares this network asks its name servers, and a line on standard input says when that is over.
type holding struct {
	// When time 0 of the schedules is; the last word counts.
	zero    chan int64
	release chan struct{}
	once    sync.Once
}

type held map[int]*holding

func heldOf(samples []sample) held {
	held := held{}
	for _, sample := range samples {
		if sample.Subject.Hold {
			held[sample.ID] = &holding{zero: make(chan int64, 1), release: make(chan struct{})}
		}
	}
	return held
}

// obey reads the lines behind the job, as protocol.ts says them, until there are none or one can't be read.
func (held held) obey(input *json.Decoder) {
	for {
		var line struct {
			Zero    *int
			Release *int
		}
		if input.Decode(&line) != nil {
			return
		}
		if line.Zero != nil {
			if holding := held[*line.Zero]; holding != nil {
				select {
				case <-holding.zero:
				default:
				}
				holding.zero <- clock.Now()
			}
		}
		if line.Release != nil {
			if holding := held[*line.Release]; holding != nil {
				holding.once.Do(func() { close(holding.release) })
			}
		}
	}
}

// Until somebody says when it was, time 0 of a schedule has not come: its first fault holds.
const notYet = int64(24 * time.Hour)

func (driver *driver) hold(sample *sample) {
	holding := driver.held[sample.ID]
	log := &nameserver.Log{}
	servers, err := startServers(sample, log, driver.job.Seed)
	defer stopServers(servers)
	if err != nil {
		driver.fail(sample, err)
		return
	}
	startNs := clock.Now()
	setZero(servers, startNs+notYet)
	driver.out.say(startedLine{Type: "started", ID: sample.ID, AtNs: startNs})
	line := &sampleLine{Type: "sample", ID: sample.ID, StartNs: startNs, Lookups: []lookedUp{}}
	limit := time.NewTimer(clock.Until(startNs + sample.LimitMs*int64(time.Millisecond)))
	defer limit.Stop()
	for over := false; !over; {
		select {
		case atNs := <-holding.zero:
			setZero(servers, atNs)
			line.StartNs = atNs
			driver.out.say(zeroLine{Type: "zero", ID: sample.ID, AtNs: atNs})
		case <-holding.release:
			over = true
		case <-limit.C:
			over, line.Killed = true, true
		}
	}
	line.EndNs = clock.Now()
	time.Sleep(time.Duration(sample.LingerMs) * time.Millisecond)
	driver.tell(sample, servers, log, line)
}

type zeroLine struct {
	Type string `json:"type"`
	ID   int    `json:"id"`
	AtNs int64  `json:"atNs"`
}
