package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

const (
	answerName = "build.sample.test."
	answerIP   = "192.0.2.17" // TEST-NET-1 of RFC 5737: never anybody's address
	typeA      = 1
)

// lookUpName resolves a name through Go's own resolver against a name server of ours on loopback.
func lookUpName() (string, error) {
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer server.Close()
	go serveDNS(server)

	resolver := &net.Resolver{
		PreferGo: true,
		Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "udp", server.LocalAddr().String())
		},
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	addresses, err := resolver.LookupHost(ctx, answerName)
	if err != nil {
		return "", err
	}
	if len(addresses) != 1 || addresses[0] != answerIP {
		return "", fmt.Errorf("%s has the addresses %v, expected %s", answerName, addresses, answerIP)
	}
	return answerName + " is " + addresses[0], nil
}

// serveDNS answers until its socket is closed.
func serveDNS(server net.PacketConn) {
	query := make([]byte, 1500)
	for {
		n, client, err := server.ReadFrom(query)
		if err != nil {
			return
		}
		if answer, err := answerDNS(query[:n]); err == nil {
			server.WriteTo(answer, client)
		}
	}
}

// answerDNS answers one question: the A record of answerName, an empty answer for its other types, NXDOMAIN for other names.
// The format is that of RFC 1035, section 4.1.
func answerDNS(query []byte) ([]byte, error) {
	const header = 12
	if len(query) < header || binary.BigEndian.Uint16(query[4:]) != 1 {
		return nil, errors.New("not one question")
	}
	var labels []string
	at := header
	for {
		if at >= len(query) {
			return nil, errors.New("the name does not end")
		}
		length := int(query[at])
		at++
		if length == 0 {
			break
		}
		if length > 63 || at+length > len(query) {
			return nil, errors.New("a label does not end")
		}
		labels = append(labels, string(query[at:at+length]))
		at += length
	}
	if at+4 > len(query) {
		return nil, errors.New("the question has no type")
	}
	question := query[header : at+4]
	name := strings.ToLower(strings.Join(labels, ".")) + "."
	kind := binary.BigEndian.Uint16(query[at:])

	answer := make([]byte, header, 512)
	copy(answer, query[:2])                               // the query's id
	binary.BigEndian.PutUint16(answer[2:], 0x8400|0x0180) // response, authoritative, recursion desired and available
	binary.BigEndian.PutUint16(answer[4:], 1)             // one question
	answer = append(answer, question...)
	switch {
	case name != answerName:
		answer[3] |= 3 // NXDOMAIN
	case kind == typeA:
		binary.BigEndian.PutUint16(answer[6:], 1)
		answer = append(answer, 0xc0, header)      // the name, by a pointer to the question
		answer = append(answer, 0, typeA, 0, 1)    // type A, class IN
		answer = append(answer, 0, 0, 0, 60, 0, 4) // 60 s, 4 bytes
		answer = append(answer, net.ParseIP(answerIP).To4()...)
	}
	return answer, nil
}
