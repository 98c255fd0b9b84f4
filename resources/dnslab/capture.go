package main

import (
	"bytes"
	"encoding/json"
	"os"
	"sync"

	"cgoscope/dnslab/internal/clock"
)

const mostOutput = 64 * 1024

// kept holds the beginning and the end of what a process writes, 64 kB in all.
type kept struct {
	head, tail []byte
	left       int
}

func (kept *kept) add(chunk []byte) {
	room := mostOutput/2 - len(kept.head)
	if room > len(chunk) {
		room = len(chunk)
	}
	kept.head = append(kept.head, chunk[:room]...)
	kept.tail = append(kept.tail, chunk[room:]...)
	if over := len(kept.tail) - mostOutput/2; over > 0 {
		kept.left += over
		kept.tail = append(kept.tail[:0], kept.tail[over:]...)
	}
}

func (kept *kept) text() string {
	if kept.left == 0 {
		return string(kept.head) + string(kept.tail)
	}
	return string(kept.head) + "\n[…]\n" + string(kept.tail)
}

// What a probe says of its lookups; probe/main.go writes it.
type event struct {
	Lab       string   `json:"lab"`
	I         int      `json:"i"`
	T         int64    `json:"t"`
	Result    string   `json:"result"`
	Addresses []string `json:"addresses"`
	Error     *string  `json:"error"`
	Code      *string  `json:"code"`
}

// capture reads both outputs of one process.
type capture struct {
	probe bool
	// Called once each, by a reader: the first lookup has begun (at), everything is done.
	began func(atNs int64)
	done  chan struct{}

	mutex          sync.Mutex
	stdout, stderr kept
	rest           []byte
	firstNs        *int64
	lookups        []*lookedUp
	byNumber       map[int]*lookedUp
	isDone         bool
	doneNs         int64
	readers        sync.WaitGroup
}

func newCapture(probe bool, began func(atNs int64)) *capture {
	return &capture{probe: probe, began: began, done: make(chan struct{}), byNumber: map[int]*lookedUp{}}
}

func (capture *capture) read(file *os.File, take func([]byte)) {
	capture.readers.Add(1)
	go func() {
		defer capture.readers.Done()
		buffer := make([]byte, 4096)
		for {
			size, err := file.Read(buffer)
			if size > 0 {
				take(buffer[:size])
			}
			if err != nil {
				return
			}
		}
	}()
}

func (capture *capture) first() {
	if capture.firstNs == nil {
		now := clock.Now()
		capture.firstNs = &now
	}
}

func (capture *capture) takeStderr(chunk []byte) {
	capture.mutex.Lock()
	defer capture.mutex.Unlock()
	capture.first()
	capture.stderr.add(chunk)
}

func (capture *capture) takeStdout(chunk []byte) {
	capture.mutex.Lock()
	defer capture.mutex.Unlock()
	capture.first()
	if !capture.probe {
		capture.stdout.add(chunk)
		return
	}
	capture.rest = append(capture.rest, chunk...)
	for {
		end := bytes.IndexByte(capture.rest, '\n')
		if end < 0 {
			break
		}
		line := capture.rest[:end+1]
		if !capture.take(line) {
			capture.stdout.add(line)
		}
		capture.rest = capture.rest[end+1:]
	}
}

// False: the line is none of the probe's.
func (capture *capture) take(line []byte) bool {
	var told event
	if json.Unmarshal(line, &told) != nil {
		return false
	}
	switch told.Lab {
	case "start":
		if len(capture.lookups) == 0 {
			capture.began(told.T)
		}
		lookup := &lookedUp{StartNs: told.T, Addresses: []string{}}
		capture.byNumber[told.I] = lookup
		capture.lookups = append(capture.lookups, lookup)
	case "end":
		lookup := capture.byNumber[told.I]
		if lookup == nil {
			return false
		}
		at := told.T
		lookup.EndNs, lookup.Result, lookup.Addresses, lookup.Error, lookup.Code = &at, told.Result, told.Addresses, told.Error, told.Code
	case "done":
		if !capture.isDone {
			capture.isDone, capture.doneNs = true, told.T
			close(capture.done)
		}
	default:
		return false
	}
	return true
}
