package main

import (
	"os"
	"path/filepath"
	"sync"
	"time"

	"cgoscope/dnslab/internal/clock"
)

// The file that takes the place of resolv.conf while a sample looks up. Time counts from the start of its first lookup.
type repairOf struct {
	AtMs       int64  `json:"atMs"`
	ResolvConf string `json:"resolvConf"`
}

// repairing is one replacement that is to come.
type repairing struct {
	root  string
	of    *repairOf
	mutex sync.Mutex
	timer *time.Timer
	over  bool
	atNs  *int64
	err   error
}

// begin is told when the first lookup began.
func (repairing *repairing) begin(zeroNs int64) {
	if repairing.of == nil {
		return
	}
	repairing.mutex.Lock()
	defer repairing.mutex.Unlock()
	if repairing.over || repairing.timer != nil {
		return
	}
	repairing.timer = time.AfterFunc(clock.Until(zeroNs+repairing.of.AtMs*int64(time.Millisecond)), repairing.replace)
}

// As tools that manage the file do it: another file is put in its place, so that nobody reads half of one.
func (repairing *repairing) replace() {
	repairing.mutex.Lock()
	defer repairing.mutex.Unlock()
	if repairing.over {
		return
	}
	path := filepath.Join(repairing.root, "etc/resolv.conf")
	if repairing.err = write(path+".new", repairing.of.ResolvConf); repairing.err != nil {
		return
	}
	if repairing.err = os.Rename(path+".new", path); repairing.err != nil {
		return
	}
	now := clock.Now()
	repairing.atNs = &now
}

// end says when the file was replaced; nil: never. Nothing is replaced from then on.
func (repairing *repairing) end() (*int64, error) {
	repairing.mutex.Lock()
	defer repairing.mutex.Unlock()
	repairing.over = true
	if repairing.timer != nil {
		repairing.timer.Stop()
	}
	return repairing.atNs, repairing.err
}
