package nameserver

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"time"

	"cgoscope/dnslab/internal/clock"
	"cgoscope/dnslab/internal/wire"
)

const (
	// A client that does not read its answers is left after this.
	tcpWrite = 5 * time.Second
	// No file is left for a connection, no memory for a packet: the next one may be luckier, but not at once.
	afterTrouble = 10 * time.Millisecond
)

func (server *Server) serveTCP(listener *net.TCPListener) {
	for {
		conn, err := listener.AcceptTCP()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			time.Sleep(afterTrouble)
			continue
		}
		server.mutex.Lock()
		stopped := server.stopped
		server.conns[conn] = struct{}{}
		server.mutex.Unlock()
		if stopped {
			conn.Close()
			return
		}
		go server.converse(conn)
	}
}

// Several queries may come on one connection, each behind its length (RFC 7766).
func (server *Server) converse(conn *net.TCPConn) {
	defer func() {
		server.mutex.Lock()
		delete(server.conns, conn)
		server.mutex.Unlock()
		conn.Close()
	}()
	source, _ := netip.ParseAddrPort(conn.RemoteAddr().String())
	for {
		message, err := readTCP(conn)
		if err != nil {
			return
		}
		atNs := clock.Now()
		fault := server.faultAt(atNs)
		if _, tcp := fault.Listens(); !tcp {
			return
		}
		query, err := wire.Parse(message)
		if err != nil {
			server.Log.add(server.packet("tcp", source, message, atNs, nil, nothing))
			continue
		}
		answer := server.tcpReply(fault, query)
		place := server.Log.add(server.packet("tcp", source, message, atNs, query, answer))
		if answer.message == nil {
			continue
		}
		if server.Log.sends(place, func() error { return writeTCP(conn, answer.message) }) != nil {
			return
		}
	}
}

func readTCP(conn io.Reader) ([]byte, error) {
	var length [2]byte
	if _, err := io.ReadFull(conn, length[:]); err != nil {
		return nil, err
	}
	message := make([]byte, binary.BigEndian.Uint16(length[:]))
	_, err := io.ReadFull(conn, message)
	return message, err
}

func writeTCP(conn *net.TCPConn, message []byte) error {
	if err := conn.SetWriteDeadline(time.Now().Add(tcpWrite)); err != nil {
		return err
	}
	_, err := conn.Write(append([]byte{byte(len(message) >> 8), byte(len(message))}, message...))
	return err
}
