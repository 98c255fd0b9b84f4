package nameserver

import (
	"errors"
	"net"
	"net/netip"
	"syscall"
	"time"
	"unsafe"

	"cgoscope/dnslab/internal/clock"
	"cgoscope/dnslab/internal/wire"
)

const (
	receiveBuffer = 1 << 20
	largestUDP    = 4096
	// A time stamp of the kernel that is older than this is no stamp of this packet: somebody has set the wall clock.
	oldestStamp = 5 * time.Second
)

func (server *Server) serveUDP(conn *net.UDPConn) {
	// As much as the kernel allows; its default holds hundreds of queries as well.
	_ = conn.SetReadBuffer(receiveBuffer)
	stamped(conn)
	buffer, control := make([]byte, largestUDP), make([]byte, 64)
	for {
		size, controlSize, _, source, err := conn.ReadMsgUDPAddrPort(buffer, control)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			time.Sleep(afterTrouble)
			continue
		}
		server.takeUDP(conn, source, buffer[:size], arrival(control[:controlSize]))
	}
}

func (server *Server) takeUDP(conn *net.UDPConn, source netip.AddrPort, message []byte, atNs int64) {
	query, err := wire.Parse(message)
	if err != nil {
		server.Log.add(server.packet("udp", source, message, atNs, nil, nothing))
		return
	}
	answer := server.udpReply(server.faultAt(atNs), query)
	place := server.Log.add(server.packet("udp", source, message, atNs, query, answer))
	if answer.message == nil {
		return
	}
	send := func() {
		// It fails where the sample is over: then nobody waits for it.
		_ = server.Log.sends(place, func() error {
			_, err := conn.WriteToUDPAddrPort(answer.message, source)
			return err
		})
	}
	if answer.after == 0 {
		send()
		return
	}
	// Counted from the arrival, not from when this program came to read it.
	time.AfterFunc(clock.Until(atNs+int64(answer.after)), send)
}

func (server *Server) packet(protocol string, source netip.AddrPort, message []byte, atNs int64, query *wire.Query, answer reply) Packet {
	from := netip.AddrPortFrom(source.Addr().Unmap(), source.Port())
	packet := Packet{AtNs: atNs, Server: server.Index, Protocol: protocol, Source: from.String(), Bytes: len(message), Did: answer.did}
	if len(message) >= 2 {
		packet.ID = uint16(message[0])<<8 | uint16(message[1])
	}
	if query == nil {
		return packet
	}
	name, kind := query.Name, wire.TypeName(query.Type)
	packet.Name, packet.Type, packet.AD = &name, &kind, query.AD
	if query.EDNS >= 0 {
		size := query.EDNS
		packet.EDNS = &size
	}
	return packet
}

// The kernel notes when a packet came, so that a driver that is late to read it does not count its own lateness as the resolver's.
func stamped(conn *net.UDPConn) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return
	}
	// Where it can't be had, arrival() takes the time of reading.
	_ = raw.Control(func(fd uintptr) {
		_ = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_TIMESTAMPNS, 1)
	})
}

// The stamp is of the wall clock: its age now is the same on either clock.
func arrival(control []byte) int64 {
	now := time.Now()
	nowNs := clock.Of(now)
	need := syscall.CmsgLen(int(unsafe.Sizeof(syscall.Timespec{})))
	if len(control) < need {
		return nowNs
	}
	header := (*syscall.Cmsghdr)(unsafe.Pointer(&control[0]))
	if header.Level != syscall.SOL_SOCKET || header.Type != syscall.SO_TIMESTAMPNS {
		return nowNs
	}
	stamp := (*syscall.Timespec)(unsafe.Pointer(&control[syscall.CmsgLen(0)]))
	age := now.UnixNano() - stamp.Nano()
	if age < 0 || age > int64(oldestStamp) {
		return nowNs
	}
	return nowNs - age
}
