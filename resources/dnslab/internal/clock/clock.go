// Package clock tells the time of CLOCK_MONOTONIC: the same clock in every process under one kernel, so that a lookup's beginning (told by a probe) and a
// packet's arrival (seen by a name server) can be compared.
package clock

import (
	"syscall"
	"time"
	"unsafe"
)

const monotonic = 1 // CLOCK_MONOTONIC of linux/time.h

// Go's own monotonic reading is the same clock without its zero, and is read without a system call: one raw reading at the start gives the zero.
var (
	anchor     = time.Now()
	anchorAtNs = raw()
)

func raw() int64 {
	var at syscall.Timespec
	if _, _, errno := syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, monotonic, uintptr(unsafe.Pointer(&at)), 0); errno != 0 {
		panic("clock_gettime(CLOCK_MONOTONIC): " + errno.Error())
	}
	return at.Nano()
}

// Now is the time in nanoseconds of CLOCK_MONOTONIC.
func Now() int64 { return anchorAtNs + int64(time.Since(anchor)) }

// Of gives a reading of time.Now in nanoseconds of CLOCK_MONOTONIC.
func Of(reading time.Time) int64 { return anchorAtNs + int64(reading.Sub(anchor)) }

// Until is how long it is to a time of this clock.
func Until(atNs int64) time.Duration { return time.Duration(atNs - Now()) }
