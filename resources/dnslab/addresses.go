package main

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"unsafe"
)

// Addresses of the interfaces as they are; all of 127.0.0.0/8 can be used besides.
func ownAddresses() []string {
	own := []string{}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return own
	}
	for _, address := range addresses {
		if network, ok := address.(*net.IPNet); ok {
			own = append(own, network.IP.String())
		}
	}
	return own
}

var adding sync.Mutex

// Puts an IPv6 address on the loopback interface (rtnetlink(7), RTM_NEWADDR), as `ip addr add ADDRESS/128 dev lo` does. Needs NET_ADMIN.
func addToLoopback(address netip.Addr) error {
	adding.Lock()
	defer adding.Unlock()
	loopback, err := net.InterfaceByName("lo")
	if err != nil {
		return err
	}
	socket, err := syscall.Socket(syscall.AF_NETLINK, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, syscall.NETLINK_ROUTE)
	if err != nil {
		return err
	}
	defer syscall.Close(socket)
	if err := syscall.Sendto(socket, newAddress(address, loopback.Index), 0, &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK}); err != nil {
		return err
	}
	answer := make([]byte, 4096)
	size, _, err := syscall.Recvfrom(socket, answer, 0)
	if err != nil {
		return err
	}
	if size < syscall.NLMSG_HDRLEN+4 || native.Uint16(answer[4:]) != syscall.NLMSG_ERROR {
		return fmt.Errorf("an answer of %d bytes that is none", size)
	}
	if number := -int32(native.Uint32(answer[syscall.NLMSG_HDRLEN:])); number != 0 && syscall.Errno(number) != syscall.EEXIST {
		return syscall.Errno(number)
	}
	return nil
}

const (
	ownAddress = 2    // IFA_LOCAL of linux/if_addr.h
	noDetect   = 0x02 // IFA_F_NODAD: no neighbour can have it
)

func newAddress(address netip.Addr, index int) []byte {
	ip := address.As16()
	message := make([]byte, syscall.NLMSG_HDRLEN, 64)
	native.PutUint16(message[4:], syscall.RTM_NEWADDR)
	native.PutUint16(message[6:], syscall.NLM_F_REQUEST|syscall.NLM_F_ACK|syscall.NLM_F_CREATE|syscall.NLM_F_EXCL)
	body := make([]byte, 8)
	body[0], body[1], body[2] = syscall.AF_INET6, 128, noDetect
	native.PutUint32(body[4:], uint32(index))
	attribute := make([]byte, 4)
	native.PutUint16(attribute, uint16(4+len(ip)))
	native.PutUint16(attribute[2:], ownAddress)
	message = append(append(append(message, body...), attribute...), ip[:]...)
	native.PutUint32(message, uint32(len(message)))
	return message
}

// The order of bytes that the kernel under this program has.
var native binary.ByteOrder = func() binary.ByteOrder {
	one := uint16(1)
	if *(*byte)(unsafe.Pointer(&one)) == 1 {
		return binary.LittleEndian
	}
	return binary.BigEndian
}()
