package main

import (
	"net"
	"net/netip"
	"sort"
	"sync"
	"time"

	"cgoscope/dnslab/internal/clock"
	"cgoscope/dnslab/internal/faults"
	"cgoscope/dnslab/internal/nameserver"
)

// Known delays, measured while the samples are: a name server of the kind that they have, asked by this program, and a ticker that says how late it comes.
// Nobody can be nearer to the truth than this in the same moment on the same machine.
type calibration struct {
	stop   chan struct{}
	all    sync.WaitGroup
	delays []*knownDelay
	lag    []int64
}

type knownDelay struct {
	ExpectedNs int64   `json:"expectedNs"`
	MeasuredNs []int64 `json:"measuredNs"`
}

type calibrationLine struct {
	Type   string        `json:"type"`
	Delays []*knownDelay `json:"delays"`
	LagNs  lagOf         `json:"lagNs"`
}

type lagOf struct {
	P50 int64 `json:"p50"`
	P99 int64 `json:"p99"`
	Max int64 `json:"max"`
}

const (
	tick           = 10 * time.Millisecond
	mostTicks      = 1000000
	mostMeasured   = 1000
	betweenDelays  = 50 * time.Millisecond
	patienceBeyond = 5 * time.Second
)

func calibrate(delays []int) *calibration {
	calibration := &calibration{stop: make(chan struct{})}
	calibration.run(calibration.watchTicks)
	for _, ms := range delays {
		known := &knownDelay{ExpectedNs: int64(ms) * int64(time.Millisecond), MeasuredNs: []int64{}}
		calibration.delays = append(calibration.delays, known)
		calibration.run(func() { calibration.measure(known) })
	}
	return calibration
}

func (calibration *calibration) run(work func()) {
	calibration.all.Add(1)
	go func() {
		defer calibration.all.Done()
		work()
	}()
}

func (calibration *calibration) end() calibrationLine {
	close(calibration.stop)
	calibration.all.Wait()
	line := calibrationLine{Type: "calibration", Delays: calibration.delays}
	if line.Delays == nil {
		line.Delays = []*knownDelay{}
	}
	sort.Slice(calibration.lag, func(a, b int) bool { return calibration.lag[a] < calibration.lag[b] })
	if count := len(calibration.lag); count > 0 {
		line.LagNs = lagOf{P50: calibration.lag[count/2], P99: calibration.lag[count*99/100], Max: calibration.lag[count-1]}
	}
	return line
}

func (calibration *calibration) watchTicks() {
	for len(calibration.lag) < mostTicks {
		due := clock.Now() + int64(tick)
		select {
		case <-calibration.stop:
			return
		case <-time.After(tick):
		}
		lag := clock.Now() - due
		if lag < 0 {
			lag = 0
		}
		calibration.lag = append(calibration.lag, lag)
	}
}

// Port 0: whichever is free. A query that is lost on the loopback interface leaves the delay with what was measured before.
func (calibration *calibration) measure(known *knownDelay) {
	server, err := nameserver.Start(nameserver.Config{
		Address:  netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), 0),
		Schedule: faults.Schedule{{Fault: faults.Fault{Name: "delay", Value: float64(known.ExpectedNs) / 1e6}}},
		Log:      &nameserver.Log{},
	})
	if err != nil {
		return
	}
	defer server.Stop()
	conn, err := net.DialUDP("udp", nil, server.UDPAddress())
	if err != nil {
		return
	}
	defer conn.Close()
	go func() {
		<-calibration.stop
		conn.Close()
	}()
	// `calibration.` IN A, under the ID 1.
	query := append([]byte{0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 11}, "calibration\x00\x00\x01\x00\x01"...)
	answer := make([]byte, 512)
	for {
		beganNs := clock.Now()
		if _, err := conn.Write(query); err != nil {
			return
		}
		if err := conn.SetReadDeadline(time.Now().Add(time.Duration(known.ExpectedNs) + patienceBeyond)); err != nil {
			return
		}
		if _, err := conn.Read(answer); err != nil {
			return
		}
		// Of very many the last ones.
		if len(known.MeasuredNs) == mostMeasured {
			known.MeasuredNs = append(known.MeasuredNs[:0], known.MeasuredNs[1:]...)
		}
		known.MeasuredNs = append(known.MeasuredNs, clock.Now()-beganNs)
		select {
		case <-calibration.stop:
			return
		case <-time.After(betweenDelays):
		}
	}
}
