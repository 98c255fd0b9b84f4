package main

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// process is a subject that was started, in a process group of its own.
type process struct {
	pid int
	// Closed when it has ended; status says how.
	ended  chan struct{}
	status syscall.WaitStatus
}

// processes starts them and waits for all of them in one place: a thread for each that waits would be hundreds, and as the first process of a
// container this one inherits whatever subjects leave.
type processes struct {
	mutex   sync.Mutex
	running map[int]*process
}

func newProcesses() *processes {
	all := &processes{running: map[int]*process{}}
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGCHLD)
	go func() {
		for range ended {
			all.collect()
		}
	}()
	return all
}

func (all *processes) collect() {
	all.mutex.Lock()
	defer all.mutex.Unlock()
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
		if err == syscall.EINTR {
			continue
		}
		if err != nil || pid <= 0 {
			return
		}
		if process, ours := all.running[pid]; ours {
			delete(all.running, pid)
			process.status = status
			close(process.ended)
		}
	}
}

// start runs a program with a folder as its root. Its descriptors are 0, 1 and 2.
func (all *processes) start(root string, prepared *prepared, argv, env []string, descriptors []uintptr) (*process, error) {
	// Held until it is known: it may have ended before.
	all.mutex.Lock()
	defer all.mutex.Unlock()
	pid, err := syscall.ForkExec(prepared.path, argv, &syscall.ProcAttr{
		Dir:   "/",
		Env:   env,
		Files: descriptors,
		Sys:   &syscall.SysProcAttr{Chroot: root, Setpgid: true, Pdeathsig: syscall.SIGKILL},
	})
	if err != nil {
		return nil, err
	}
	process := &process{pid: pid, ended: make(chan struct{})}
	all.running[pid] = process
	return process, nil
}

// kill ends a whole group. It may have gone by itself meanwhile.
func (process *process) kill() { _ = syscall.Kill(-process.pid, syscall.SIGKILL) }

func (all *processes) killAll() {
	all.mutex.Lock()
	defer all.mutex.Unlock()
	for _, process := range all.running {
		process.kill()
	}
}

func (process *process) exit() exit {
	if process.status.Signaled() {
		name := signalName(process.status.Signal())
		return exit{Signal: &name}
	}
	code := process.status.ExitStatus()
	return exit{Code: &code}
}

func signalName(signal syscall.Signal) string {
	names := map[syscall.Signal]string{
		syscall.SIGFPE: "SIGFPE", syscall.SIGSEGV: "SIGSEGV", syscall.SIGABRT: "SIGABRT", syscall.SIGKILL: "SIGKILL", syscall.SIGTERM: "SIGTERM",
		syscall.SIGILL: "SIGILL", syscall.SIGBUS: "SIGBUS", syscall.SIGTRAP: "SIGTRAP", syscall.SIGSYS: "SIGSYS", syscall.SIGPIPE: "SIGPIPE",
		syscall.SIGHUP: "SIGHUP", syscall.SIGINT: "SIGINT", syscall.SIGQUIT: "SIGQUIT", syscall.SIGALRM: "SIGALRM",
	}
	if name, known := names[signal]; known {
		return name
	}
	return signal.String()
}
