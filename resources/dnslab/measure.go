package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"

	"cgoscope/dnslab/internal/clock"
	"cgoscope/dnslab/internal/faults"
	"cgoscope/dnslab/internal/nameserver"
)

const (
	portDNS = 53
	// How long a process may take to go when its standard input has ended.
	leaving = 2 * time.Second
	// A start counts as over after this: of a probe, which says when it is up, and of a program that says nothing of it.
	startOfProbe   = 200 * time.Millisecond
	startOfProgram = 40 * time.Millisecond
	// How long the kernel may take to take up an address, and a packet to reach it.
	takenUp = 5 * time.Second
	arrived = 200 * time.Millisecond
)

// measure is the life of one sample, from its small root to its line.
func (driver *driver) measure(sample *sample, prepared *prepared) {
	driver.starting <- struct{}{}
	var once sync.Once
	started := func() { once.Do(func() { <-driver.starting }) }
	defer started()

	root, err := driver.roots.make(sample, prepared.parts)
	if root != "" {
		defer os.RemoveAll(root)
	}
	if err != nil {
		driver.fail(sample, fmt.Errorf("its small root can't be written: %w", err))
		return
	}
	log := &nameserver.Log{}
	servers, err := startServers(sample, log, driver.job.Seed)
	defer stopServers(servers)
	if err != nil {
		driver.fail(sample, err)
		return
	}
	repairing := &repairing{root: root, of: sample.Repair}
	// A root that is gone is written into by nobody.
	defer repairing.end()
	output := newCapture(prepared.probe, func(atNs int64) {
		setZero(servers, atNs)
		repairing.begin(atNs)
		started()
	})
	running, err := driver.launch(sample, prepared, root, output, servers)
	if err != nil {
		driver.fail(sample, fmt.Errorf("it can't be started: %w", err))
		return
	}
	line := running.watch(sample, started)
	if line.RepairedNs, err = repairing.end(); err != nil {
		driver.fail(sample, fmt.Errorf("its resolv.conf can't be replaced: %w", err))
		return
	}
	driver.tell(sample, servers, log, line)
}

// tell ends the name servers and says the sample's line with what arrived at them.
func (driver *driver) tell(sample *sample, servers []*nameserver.Server, log *nameserver.Log, line *sampleLine) {
	if err := stopServers(servers); err != nil {
		driver.fail(sample, err)
		return
	}
	line.Packets, line.PacketsLost = log.Take()
	if line.Packets == nil {
		line.Packets = []nameserver.Packet{}
	}
	driver.out.say(line)
}

func startServers(sample *sample, log *nameserver.Log, seed int64) ([]*nameserver.Server, error) {
	servers := []*nameserver.Server{}
	bound := map[string]bool{}
	for index, each := range sample.Servers {
		schedule, err := faults.Parse(each.Fault)
		if err != nil {
			return servers, fmt.Errorf("name server %d: %w", index+1, err)
		}
		// A file may name an address twice: it is one server, the first.
		if bound[canonical(each.Address)] {
			continue
		}
		bound[canonical(each.Address)] = true
		if name := schedule[0].Fault.Name; name == "arp-fail" || name == "no-route" {
			continue
		}
		address, err := netip.ParseAddr(each.Address)
		if err != nil {
			return servers, fmt.Errorf("name server %d: %q is no address", index+1, each.Address)
		}
		server, err := listen(nameserver.Config{
			Address:  netip.AddrPortFrom(address, portDNS),
			Schedule: schedule,
			Exists:   names(each.Exists),
			Index:    index,
			Seed:     seed*1000003 + int64(sample.ID)*31 + int64(index),
			Log:      log,
		})
		if err != nil {
			return servers, fmt.Errorf("name server %d can't listen on port 53 of %s: %w", index+1, each.Address, err)
		}
		servers = append(servers, server)
	}
	return servers, nil
}

// An IPv6 address that is not there is put there, where that is allowed: also one that nothing listens on, or its port would not be closed but nowhere.
func listen(config nameserver.Config) (*nameserver.Server, error) {
	if err := ensureAddress(config.Address.Addr()); err != nil {
		return nil, err
	}
	return nameserver.Start(config)
}

func ensureAddress(address netip.Addr) error {
	if !address.Is6() || canBind(address) {
		return nil
	}
	if err := addToLoopback(address); err != nil {
		return fmt.Errorf("the address is not there, nor can it be put on the loopback interface: %w (that takes NET_ADMIN, and IPv6 that is not disabled)", err)
	}
	return reached(address)
}

// The kernel takes an address up behind the back of who adds it: it is there when a packet to it arrives.
func reached(address netip.Addr) error {
	until := time.Now().Add(takenUp)
	for {
		err := sendToItself(address)
		if err == nil || time.Now().After(until) {
			return err
		}
	}
}

func sendToItself(address netip.Addr) error {
	socket, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(address, 0)))
	if err != nil {
		return fmt.Errorf("the address was put on the loopback interface and is not there: %w", err)
	}
	defer socket.Close()
	if _, err := socket.WriteTo([]byte{0}, socket.LocalAddr()); err != nil {
		return fmt.Errorf("the address was put on the loopback interface and can't be reached: %w", err)
	}
	if err := socket.SetReadDeadline(time.Now().Add(arrived)); err != nil {
		return err
	}
	if _, _, err := socket.ReadFrom(make([]byte, 1)); err != nil {
		return fmt.Errorf("the address was put on the loopback interface and a packet to it does not arrive: %w", err)
	}
	return nil
}

func canBind(address netip.Addr) bool {
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(address, 0)))
	if err == nil {
		conn.Close()
	}
	return !errors.Is(err, syscall.EADDRNOTAVAIL)
}

func names(list []string) map[string]bool {
	if list == nil {
		return nil
	}
	set := map[string]bool{}
	for _, name := range list {
		set[name] = true
	}
	return set
}

// The same text for the same address.
func canonical(text string) string {
	address, err := netip.ParseAddr(text)
	if err != nil {
		return text
	}
	return address.String()
}

func setZero(servers []*nameserver.Server, atNs int64) {
	for _, server := range servers {
		server.SetZero(atNs)
	}
}

func stopServers(servers []*nameserver.Server) error {
	var first error
	for _, server := range servers {
		if err := server.Stop(); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// running is a process with the ends of its pipes.
type running struct {
	process *process
	output  *capture
	input   *os.File
	pipes   []*os.File
	startNs int64
}

func (driver *driver) launch(sample *sample, prepared *prepared, root string, output *capture, servers []*nameserver.Server) (*running, error) {
	var theirs, ours [3]*os.File
	defer func() {
		for _, file := range theirs {
			if file != nil {
				file.Close()
			}
		}
	}()
	for i := range theirs {
		read, write, err := os.Pipe()
		if err != nil {
			for _, file := range ours[:i] {
				file.Close()
			}
			return nil, err
		}
		theirs[i], ours[i] = write, read
		if i == 0 {
			theirs[i], ours[i] = read, write
		}
	}
	argv := prepared.argv
	if prepared.probe {
		argv = probeArguments(sample.Lookup)
	}
	descriptors := []uintptr{theirs[0].Fd(), theirs[1].Fd(), theirs[2].Fd()}
	startNs := clock.Now()
	setZero(servers, startNs)
	process, err := driver.processes.start(root, prepared, argv, environment(sample.Env, prepared.netdns), descriptors)
	if err != nil {
		for _, file := range ours {
			file.Close()
		}
		return nil, err
	}
	output.read(ours[1], output.takeStdout)
	output.read(ours[2], output.takeStderr)
	driver.out.say(startedLine{Type: "started", ID: sample.ID, AtNs: startNs})
	running := &running{process: process, output: output, input: ours[0], pipes: ours[1:], startNs: startNs}
	if !prepared.probe {
		running.input.Close()
	}
	return running, nil
}

func probeArguments(lookup lookup) []string {
	deadline := 0
	if lookup.DeadlineMs != nil {
		deadline = *lookup.DeadlineMs
	}
	return []string{"probe", lookup.API, lookup.Name, strconv.Itoa(lookup.Repeat), strconv.Itoa(lookup.Parallel), strconv.Itoa(deadline), strconv.Itoa(lookup.PauseMs), strconv.Itoa(lookup.ForMs)}
}

// watch waits for the end, lets what goes on behind it go on for a while, and says what there was.
func (running *running) watch(sample *sample, started func()) *sampleLine {
	limit := time.NewTimer(clock.Until(running.startNs + sample.LimitMs*int64(time.Millisecond)))
	defer limit.Stop()
	startTime := startOfProgram
	if running.output.probe {
		startTime = startOfProbe
	}
	starting := time.AfterFunc(startTime, started)
	defer starting.Stop()
	line := &sampleLine{Type: "sample", ID: sample.ID, StartNs: running.startNs}
	select {
	case <-running.output.done:
	case <-running.process.ended:
	case <-limit.C:
		line.Killed = true
		running.process.kill()
		<-running.process.ended
	}
	line.EndNs = clock.Now()
	started()
	time.Sleep(time.Duration(sample.LingerMs) * time.Millisecond)
	running.leave()
	running.tell(line)
	return line
}

// The process ends, by itself or not, and its outputs are read to their ends.
func (running *running) leave() {
	running.input.Close()
	select {
	case <-running.process.ended:
	case <-time.After(leaving):
	}
	// Also what it started and left.
	running.process.kill()
	<-running.process.ended
	read := make(chan struct{})
	go func() {
		running.output.readers.Wait()
		close(read)
	}()
	select {
	case <-read:
	case <-time.After(leaving):
		// Somebody in a group of its own still holds them.
	}
	for _, pipe := range running.pipes {
		pipe.Close()
	}
	<-read
}

func (running *running) tell(line *sampleLine) {
	output := running.output
	line.Exit = running.process.exit()
	line.FirstOutputNs = output.firstNs
	output.stdout.add(output.rest)
	line.Stdout, line.Stderr = output.stdout.text(), output.stderr.text()
	line.Lookups = []lookedUp{}
	for _, lookup := range output.lookups {
		if lookup.EndNs == nil {
			unfinished(lookup, line)
		}
		line.Lookups = append(line.Lookups, *lookup)
	}
	// The probe's own word for when it was done is nearer to it than this program's.
	if output.isDone {
		line.EndNs = output.doneNs
	}
}

// A lookup that never returned: it was ended with its process, or it ended its process.
func unfinished(lookup *lookedUp, line *sampleLine) {
	if line.Killed {
		lookup.Result = "hang"
		return
	}
	lookup.Result = "fail"
	text := "its process ended in it"
	if line.Exit.Signal != nil {
		text = *line.Exit.Signal
	}
	at := line.EndNs
	lookup.EndNs, lookup.Error, lookup.Code = &at, &text, &text
}
