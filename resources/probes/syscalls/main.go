// The probe of system calls: calls what stands on its standard input, once each, and says what the kernel (or whoever stands before it) answered.
//
// One line in is one call: `NAME NUMBER ARG…`. An argument is an integer, `zero` (the address of 4096 bytes of zero), `buf` (of 4096 bytes that may be
// written to) or `root` (of the text "/"). One line of JSON out is one answer, written before the next call is made, so that a call that ends the
// process is known by the answer that is missing. Which arguments change nothing is decided by the workbench, in src/core/checklist/syscalls/table.ts.
//
// No C library, no cgo, no package that would call anything by itself beyond what Go's runtime does. With `wait` as argument it only waits to be looked at.
package main

import (
	"bufio"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

var (
	zero [4096]byte
	buf  [4096]byte
	root = [2]byte{'/', 0}
)

// Names of the answers that decide something; their numbers differ by architecture, so only a program of that architecture can tell.
var names = map[syscall.Errno]string{
	syscall.ENOSYS: "ENOSYS", syscall.EPERM: "EPERM", syscall.EACCES: "EACCES", syscall.EINVAL: "EINVAL", syscall.EFAULT: "EFAULT",
	syscall.EBADF: "EBADF", syscall.ENOENT: "ENOENT", syscall.ESRCH: "ESRCH", syscall.ENOTDIR: "ENOTDIR", syscall.ENODEV: "ENODEV",
	syscall.EOPNOTSUPP: "EOPNOTSUPP", syscall.ENOMEM: "ENOMEM", syscall.ENOSPC: "ENOSPC", syscall.E2BIG: "E2BIG", syscall.EAGAIN: "EAGAIN",
	syscall.EINTR: "EINTR", syscall.ENOTTY: "ENOTTY", syscall.ENXIO: "ENXIO", syscall.ERANGE: "ERANGE", syscall.EMFILE: "EMFILE",
	syscall.ENOTSOCK: "ENOTSOCK", syscall.EUSERS: "EUSERS", syscall.EXDEV: "EXDEV", syscall.EISDIR: "EISDIR", syscall.EBUSY: "EBUSY",
}

func main() {
	// The answers are about a thread that stays the same.
	runtime.LockOSThread()
	out := os.Stdout
	if len(os.Args) > 1 && os.Args[1] == "wait" {
		out.WriteString("{\"waiting\":true}\n")
		for {
			time.Sleep(time.Hour)
		}
	}
	out.WriteString(surroundings() + "\n")
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		words := strings.Fields(in.Text())
		if len(words) < 2 || len(words) > 8 {
			continue
		}
		number, err := strconv.ParseUint(words[1], 10, 16)
		if err != nil {
			out.WriteString("{\"refused\":" + quote(in.Text()) + "}\n")
			continue
		}
		var args [6]uintptr
		good := true
		for i, word := range words[2:] {
			value, ok := argument(word)
			good = good && ok
			args[i] = value
		}
		if !good {
			out.WriteString("{\"refused\":" + quote(in.Text()) + "}\n")
			continue
		}
		result, _, errno := syscall.RawSyscall6(uintptr(number), args[0], args[1], args[2], args[3], args[4], args[5])
		line := "{\"name\":" + quote(words[0]) + ",\"number\":" + words[1]
		if errno == 0 {
			line += ",\"result\":\"" + strconv.FormatInt(int64(int(result)), 10) + "\",\"errno\":null}"
		} else {
			name, known := names[errno]
			if !known {
				name = "errno " + strconv.Itoa(int(errno))
			}
			line += ",\"result\":\"-1\",\"errno\":" + quote(name) + "}"
		}
		out.WriteString(line + "\n")
	}
	out.WriteString("{\"end\":true}\n")
}

func argument(word string) (uintptr, bool) {
	switch word {
	case "zero":
		return uintptr(unsafe.Pointer(&zero[0])), true
	case "buf":
		return uintptr(unsafe.Pointer(&buf[0])), true
	case "root":
		return uintptr(unsafe.Pointer(&root[0])), true
	}
	value, err := strconv.ParseInt(word, 0, 64)
	return uintptr(value), err == nil
}

// surroundings says where the probe stands: what uname, /proc/self/status and /proc/cpuinfo say inside.
func surroundings() string {
	var uts syscall.Utsname
	line := "{\"goos\":" + quote(runtime.GOOS) + ",\"goarch\":" + quote(runtime.GOARCH)
	if syscall.Uname(&uts) == nil {
		var machine, release []byte
		for _, c := range uts.Machine {
			if c != 0 {
				machine = append(machine, byte(c))
			}
		}
		for _, c := range uts.Release {
			if c == 0 {
				break
			}
			release = append(release, byte(c))
		}
		line += ",\"machine\":" + quote(string(machine)) + ",\"release\":" + quote(string(release))
	}
	exe, _ := os.Readlink("/proc/self/exe")
	line += ",\"exe\":" + quote(exe)
	status, _ := os.ReadFile("/proc/self/status")
	for _, field := range []string{"Seccomp", "Seccomp_filters", "NoNewPrivs", "CapEff", "Uid"} {
		line += "," + quote(field) + ":" + quote(valueOf(string(status), field))
	}
	cpu, _ := os.ReadFile("/proc/cpuinfo")
	for _, field := range []string{"vendor_id", "model name", "CPU implementer"} {
		line += "," + quote(field) + ":" + quote(valueOf(string(cpu), field))
	}
	return line + "}"
}

// valueOf is the rest of the first line `FIELD : value`; empty without one.
func valueOf(text, field string) string {
	for _, line := range strings.Split(text, "\n") {
		if colon := strings.IndexByte(line, ':'); colon > 0 && strings.TrimSpace(line[:colon]) == field {
			return strings.TrimSpace(line[colon+1:])
		}
	}
	return ""
}

// quote is text as a JSON string; what is not printable ASCII becomes a question mark.
func quote(text string) string {
	out := []byte{'"'}
	for i := 0; i < len(text) && i < 300; i++ {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c == '\t':
			out = append(out, ' ')
		case c < 0x20 || c > 0x7e:
			out = append(out, '?')
		default:
			out = append(out, c)
		}
	}
	return string(append(out, '"'))
}
