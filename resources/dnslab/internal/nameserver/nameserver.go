// Package nameserver is one name server with a fault: port 53 of one address, UDP and TCP, for one sample.
package nameserver

import (
	"fmt"
	"math/rand"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"cgoscope/dnslab/internal/clock"
	"cgoscope/dnslab/internal/faults"
)

// Config says what a server is.
type Config struct {
	Address  netip.AddrPort
	Schedule faults.Schedule
	// Fully qualified, lower case, with trailing dot; nil: every name.
	Exists map[string]bool
	// Its place in the sample's servers, for the log.
	Index int
	// Decides what `loss` drops.
	Seed int64
	Log  *Log
}

// Server listens from Start to Stop, as far as its fault lets it.
type Server struct {
	Config
	// Time 0 of the schedule, in nanoseconds of the monotonic clock.
	zeroNs atomic.Int64
	moved  chan struct{}
	ended  chan struct{}

	mutex    sync.Mutex
	udp      *net.UDPConn
	listener *net.TCPListener
	conns    map[net.Conn]struct{}
	stopped  bool
	trouble  error
	// Queries by name and type over UDP.
	seen   map[string]int
	chance *rand.Rand
}

// Start binds what the fault at time 0 listens on. The error says which address could not be had.
func Start(config Config) (*Server, error) {
	server := &Server{
		Config: config,
		moved:  make(chan struct{}, 1),
		ended:  make(chan struct{}),
		conns:  map[net.Conn]struct{}{},
		seen:   map[string]int{},
		chance: rand.New(rand.NewSource(config.Seed)),
	}
	server.zeroNs.Store(clock.Now())
	if err := server.listenAs(config.Schedule.At(0)); err != nil {
		server.Stop()
		return nil, err
	}
	if server.opensOrCloses() {
		go server.follow()
	}
	return server, nil
}

// SetZero says when time 0 of the schedule was.
func (server *Server) SetZero(atNs int64) {
	server.zeroNs.Store(atNs)
	select {
	case server.moved <- struct{}{}:
	default:
	}
}

// Stop closes everything. The error is of a socket that could not be opened in the middle of a schedule.
func (server *Server) Stop() error {
	server.mutex.Lock()
	defer server.mutex.Unlock()
	if !server.stopped {
		close(server.ended)
	}
	server.stopped = true
	server.closeUDP()
	server.closeTCP()
	for conn := range server.conns {
		conn.Close()
	}
	return server.trouble
}

// UDPAddress is where it listens; nil: it does not.
func (server *Server) UDPAddress() *net.UDPAddr {
	server.mutex.Lock()
	defer server.mutex.Unlock()
	if server.udp == nil {
		return nil
	}
	address, _ := server.udp.LocalAddr().(*net.UDPAddr)
	return address
}

// TCPAddress is where it takes connections; nil: it does not.
func (server *Server) TCPAddress() *net.TCPAddr {
	server.mutex.Lock()
	defer server.mutex.Unlock()
	if server.listener == nil {
		return nil
	}
	address, _ := server.listener.Addr().(*net.TCPAddr)
	return address
}

func (server *Server) opensOrCloses() bool {
	for _, step := range server.Schedule {
		if udp, tcp := step.Fault.Listens(); len(server.Schedule) > 1 && !(udp && tcp) {
			return true
		}
	}
	return false
}

// Opens and closes sockets at the steps of the schedule, whose time 0 may be corrected meanwhile.
func (server *Server) follow() {
	for next := 1; next < len(server.Schedule); {
		timer := time.NewTimer(clock.Until(server.zeroNs.Load() + server.Schedule[next].FromNs))
		select {
		case <-server.ended:
			timer.Stop()
			return
		case <-server.moved:
			timer.Stop()
			continue
		case <-timer.C:
		}
		if err := server.listenAs(server.Schedule[next].Fault); err != nil {
			server.mutex.Lock()
			server.trouble = fmt.Errorf("step %d of its schedule: %w", next+1, err)
			server.mutex.Unlock()
		}
		next++
	}
}

func (server *Server) listenAs(fault faults.Fault) error {
	udp, tcp := fault.Listens()
	server.mutex.Lock()
	defer server.mutex.Unlock()
	if server.stopped {
		return nil
	}
	if !udp {
		server.closeUDP()
	} else if server.udp == nil {
		conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(server.Address))
		if err != nil {
			return err
		}
		server.udp = conn
		go server.serveUDP(conn)
	}
	if !tcp {
		server.closeTCP()
	} else if server.listener == nil {
		listener, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(server.Address))
		if err != nil {
			return err
		}
		server.listener = listener
		go server.serveTCP(listener)
	}
	return nil
}

func (server *Server) closeUDP() {
	if server.udp != nil {
		server.udp.Close()
	}
	server.udp = nil
}

func (server *Server) closeTCP() {
	if server.listener != nil {
		server.listener.Close()
	}
	server.listener = nil
}

func (server *Server) faultAt(atNs int64) faults.Fault {
	return server.Schedule.At(atNs - server.zeroNs.Load())
}
