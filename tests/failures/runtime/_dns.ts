// A program with name servers of its own on loopback, each with a fault, and the resolv.conf that leads to them. It writes that file unless
// a fix has put one there, prints it, as people do, looks a name up and says what came of it.
import { module } from './_runtime.ts';

const MAIN = `package main

import (
	"context"
	_ "embed"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"
)

//go:embed resolv.conf
var resolvConf string

const name = "api.example.test"

// question reads the one question of a query: its name without the last dot, its type and where it ends.
func question(query []byte) (string, uint16, int) {
	labels := []string{}
	at := 12
	for query[at] != 0 {
		labels = append(labels, string(query[at+1:at+1+int(query[at])]))
		at += 1 + int(query[at])
	}
	return strings.ToLower(strings.Join(labels, ".")), binary.BigEndian.Uint16(query[at+1:]), at + 5
}

// reply answers with a code and as many addresses.
func reply(query []byte, code byte, addresses ...string) []byte {
	_, _, end := question(query)
	answer := append([]byte{}, query[:end]...)
	answer[2], answer[3] = 0x81, 0x80|code
	binary.BigEndian.PutUint16(answer[6:], uint16(len(addresses)))
	binary.BigEndian.PutUint16(answer[8:], 0)
	binary.BigEndian.PutUint16(answer[10:], 0)
	for _, address := range addresses {
		answer = append(answer, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4)
		answer = append(answer, net.ParseIP(address).To4()...)
	}
	return answer
}

// good answers for the name, and that there is no other.
func good(query []byte) []byte {
	asked, kind, _ := question(query)
	if asked != name {
		return reply(query, 3)
	}
	if kind != 1 {
		return reply(query, 0)
	}
	return reply(query, 0, "192.0.2.10")
}

func listen(address string, handle func(query []byte, from net.Addr, udp bool) []byte) {
	packets, err := net.ListenPacket("udp", address+":53")
	if err != nil {
		panic(err)
	}
	go func() {
		for {
			buffer := make([]byte, 1500)
			n, from, err := packets.ReadFrom(buffer)
			if err != nil {
				panic(err)
			}
			go func() {
				if answer := handle(buffer[:n], from, true); answer != nil {
					packets.WriteTo(answer, from)
				}
			}()
		}
	}()
	streams, err := net.Listen("tcp", address+":53")
	if err != nil {
		panic(err)
	}
	go func() {
		for {
			stream, err := streams.Accept()
			if err != nil {
				panic(err)
			}
			go func() {
				defer stream.Close()
				for {
					var size uint16
					if binary.Read(stream, binary.BigEndian, &size) != nil {
						return
					}
					query := make([]byte, size)
					if _, err := io.ReadFull(stream, query); err != nil {
						return
					}
					if answer := handle(query, stream.RemoteAddr(), false); answer != nil {
						binary.Write(stream, binary.BigEndian, uint16(len(answer)))
						stream.Write(answer)
					}
				}
			}()
		}
	}()
}

func main() {
	faults()
	text, err := os.ReadFile("/etc/resolv.conf")
	if err != nil {
		panic(err)
	}
	// Where it leads to these name servers, a fix has put it there.
	if !strings.Contains(string(text), "nameserver 127.0.0.1\\n") {
		text = []byte(resolvConf)
		if err := os.WriteFile("/etc/resolv.conf", text, 0o644); err != nil {
			panic(err)
		}
	}
	os.Stderr.Write(text)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	began := time.Now()
	addresses, err := net.DefaultResolver.LookupHost(ctx, name)
	took := time.Since(began)
	if err != nil {
		fmt.Fprintln(os.Stderr, "dial tcp:", err)
		os.Exit(1)
	}
	fmt.Fprintf(os.Stderr, "DNS lookup of %s took %.3f s: %v\\n", name, took.Seconds(), addresses)
	if took > 3*time.Second {
		os.Exit(1)
	}
}
`;

/** `faults` is the body of a Go function that starts the name servers; `patience` a Go duration. */
export const dnsModule = (resolvConf: string, faults: string, patience = '20*time.Second', imports: readonly string[] = []): Record<string, string> =>
  module({
    'main.go': MAIN,
    'faults.go': `package main

import (
${['net', 'time', ...imports].map((name) => `	"${name}"\n`).join('')})

const patience = ${patience}

var _ net.Addr

func faults() {
${faults}
}
`,
    'resolv.conf': resolvConf,
  });

/** A file that is needed for a build with cgo: without it the standard library alone decides, and Go links internally. */
export const WITH_C = { 'c.go': 'package main\n\n// static int one(void) { return 1; }\nimport "C"\n\nvar _ = C.one()\n' };

export const GOOD = '	listen("127.0.0.1", func(query []byte, _ net.Addr, _ bool) []byte { return good(query) })';
