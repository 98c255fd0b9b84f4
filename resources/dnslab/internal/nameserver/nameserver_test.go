package nameserver

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"cgoscope/dnslab/internal/clock"
	"cgoscope/dnslab/internal/faults"
)

const name = "DB.internal."

// On port 0, one for UDP and one for TCP: whichever are free.
func start(t *testing.T, fault string, exists ...string) (*Server, *Log) {
	t.Helper()
	schedule, err := faults.Parse(fault)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, each := range exists {
		known[each] = true
	}
	if len(exists) == 0 {
		known = nil
	}
	log := &Log{}
	server, err := Start(Config{Address: netip.MustParseAddrPort("127.0.0.1:0"), Schedule: schedule, Exists: known, Seed: 1, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Stop() })
	return server, log
}

func message(id byte, kind byte) []byte {
	return append([]byte{0, id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2}, "DB\x08internal\x00\x00"+string(rune(kind))+"\x00\x01"...)
}

// Nil: nothing came within the time.
func ask(t *testing.T, server *Server, query []byte, patience time.Duration) []byte {
	t.Helper()
	conn, err := net.DialUDP("udp", nil, server.UDPAddress())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write(query); err != nil {
		t.Fatal(err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	answer := make([]byte, 4096)
	size, err := conn.Read(answer)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return answer[:size]
}

func TestEveryFaultOverUDP(t *testing.T) {
	const a, aaaa = 1, 28
	cases := []struct {
		fault string
		kind  byte
		did   string
		rcode byte
	}{
		{"ok", a, "answer", 0},
		{"drop-a", aaaa, "answer", 0},
		{"drop-aaaa", a, "answer", 0},
		{"loss:0", a, "answer", 0},
		{"servfail", a, "servfail", 2},
		{"refused", a, "refused", 5},
		{"formerr", a, "formerr", 1},
		{"notimp", a, "notimp", 4},
		{"nxdomain", a, "nxdomain", 3},
		{"nodata", a, "nodata", 0},
		{"lame", a, "lame", 0},
		{"garbage", a, "garbage", 0},
		{"short", a, "short", 0},
		{"wrong-id", a, "wrong-id", 0},
		{"servfail-aaaa", a, "answer", 0},
		{"servfail-aaaa", aaaa, "servfail", 2},
		{"refused-aaaa", aaaa, "refused", 5},
		{"nxdomain-aaaa", aaaa, "nxdomain", 3},
		{"truncate", a, "truncated", 0},
		{"truncate-delay:1", a, "truncated", 0},
		{"truncate-tcp-silent", a, "truncated", 0},
		{"truncate-tcp-closed", a, "truncated", 0},
	}
	for _, each := range cases {
		server, log := start(t, each.fault)
		answer := ask(t, server, message(7, each.kind), 5*time.Second)
		if answer == nil || answer[3]&15 != each.rcode {
			t.Errorf("%s: %x", each.fault, answer)
			continue
		}
		packets, _ := log.Take()
		if len(packets) != 1 || packets[0].Did != each.did || packets[0].RepliedNs == nil || *packets[0].Name != "db.internal." || packets[0].ID != 7 {
			t.Errorf("%s: logged %+v", each.fault, packets)
		}
	}
}

func TestSilenceIsLogged(t *testing.T) {
	for _, fault := range []string{"silent", "drop-a", "loss:1", "drop-first:1"} {
		server, log := start(t, fault)
		if answer := ask(t, server, message(7, 1), 50*time.Millisecond); answer != nil {
			t.Errorf("%s answers %x", fault, answer)
		}
		packets, _ := log.Take()
		if len(packets) != 1 || packets[0].Did != "nothing" || packets[0].RepliedNs != nil {
			t.Errorf("%s: logged %+v", fault, packets)
		}
	}
}

func TestTheFirstOfEachNameAndTypeIsDropped(t *testing.T) {
	server, _ := start(t, "drop-first:1")
	if ask(t, server, message(1, 1), 50*time.Millisecond) != nil || ask(t, server, message(2, 28), 50*time.Millisecond) != nil {
		t.Error("a first packet is answered")
	}
	if ask(t, server, message(3, 1), 5*time.Second) == nil || ask(t, server, message(4, 28), 5*time.Second) == nil {
		t.Error("a second packet is not answered")
	}
}

func TestADelayCountsFromTheArrival(t *testing.T) {
	server, log := start(t, "delay:200")
	began := clock.Now()
	if ask(t, server, message(1, 1), 5*time.Second) == nil {
		t.Fatal("no answer")
	}
	took := time.Duration(clock.Now() - began)
	packets, _ := log.Take()
	if took < 200*time.Millisecond || packets[0].AtNs < began || packets[0].AtNs > began+int64(took)-200e6 || *packets[0].RepliedNs-packets[0].AtNs < 200e6 {
		t.Errorf("it took %s; logged %+v", took, packets[0])
	}
}

// Go's own resolver, with connections to the server whatever it means to ask.
func resolver(server *Server) *net.Resolver {
	return &net.Resolver{PreferGo: true, StrictErrors: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var dialer net.Dialer
		if strings.HasPrefix(network, "tcp") {
			return dialer.DialContext(ctx, network, server.TCPAddress().String())
		}
		return dialer.DialContext(ctx, network, server.UDPAddress().String())
	}}
}

func TestGoUnderstandsEveryKindOfAnswer(t *testing.T) {
	for _, fault := range []string{"ok", "truncate"} { // over UDP, and over TCP
		server, log := start(t, fault, "db.internal.")
		ask, ctx := resolver(server), context.Background()
		addresses, err := ask.LookupHost(ctx, name)
		if err != nil || len(addresses) != 2 {
			t.Errorf("LookupHost: %v, %v", addresses, err)
		}
		if text, err := ask.LookupTXT(ctx, name); err != nil || len(text) != 1 {
			t.Errorf("LookupTXT: %v, %v", text, err)
		}
		if servers, err := ask.LookupMX(ctx, name); err != nil || len(servers) != 1 || servers[0].Host != name {
			t.Errorf("LookupMX: %v, %v", servers, err)
		}
		if _, services, err := ask.LookupSRV(ctx, "", "", name); err != nil || len(services) != 1 || services[0].Port != 5060 {
			t.Errorf("LookupSRV: %v, %v", services, err)
		}
		if canonical, err := ask.LookupCNAME(ctx, name); err != nil || canonical != name {
			t.Errorf("LookupCNAME: %v, %v", canonical, err)
		}
		var none *net.DNSError
		if _, err := ask.LookupHost(ctx, "other.internal."); !errors.As(err, &none) || !none.IsNotFound {
			t.Errorf("a name that is not there: %v", err)
		}
		packets, _ := log.Take()
		if len(packets) == 0 || packets[0].EDNS == nil {
			t.Errorf("no packet of Go's with its OPT: %+v", packets)
		}
	}
}

func TestTCPAnswersWhateverUDPDoes(t *testing.T) {
	for _, fault := range []string{"servfail", "drop-a", "loss:1", "delay:5000", "garbage", "truncate"} {
		server, log := start(t, fault)
		conn := dialTCP(t, server)
		for id := byte(1); id <= 2; id++ { // two on one connection
			query := message(id, 1)
			if _, err := conn.Write(append([]byte{0, byte(len(query))}, query...)); err != nil {
				t.Fatal(err)
			}
			answer, err := readTCP(conn)
			if err != nil || answer[1] != id || answer[3]&15 != 0 || answer[7] != 1 {
				t.Errorf("%s: %x, %v", fault, answer, err)
			}
		}
		packets, _ := log.Take()
		if len(packets) != 2 || packets[1].Protocol != "tcp" || packets[1].Did != "answer" {
			t.Errorf("%s: logged %+v", fault, packets)
		}
	}
}

func dialTCP(t *testing.T, server *Server) *net.TCPConn {
	t.Helper()
	conn, err := net.DialTCP("tcp", nil, server.TCPAddress())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestASilentServerTakesConnectionAndQuery(t *testing.T) {
	for _, fault := range []string{"silent", "truncate-tcp-silent"} {
		server, log := start(t, fault)
		conn := dialTCP(t, server)
		query := message(1, 1)
		if _, err := conn.Write(append([]byte{0, byte(len(query))}, query...)); err != nil {
			t.Fatal(err)
		}
		if err := conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%s: %v", fault, err)
		}
		if packets, _ := log.Take(); len(packets) != 1 || packets[0].Did != "nothing" {
			t.Errorf("%s: logged %+v", fault, packets)
		}
	}
}

func TestWhatIsClosedHasNoSocket(t *testing.T) {
	if server, _ := start(t, "truncate-tcp-closed"); server.TCPAddress() != nil || server.UDPAddress() == nil {
		t.Error("truncate-tcp-closed listens on TCP, or not on UDP")
	}
	if server, _ := start(t, "closed"); server.TCPAddress() != nil || server.UDPAddress() != nil {
		t.Error("closed listens")
	}
}

func TestAScheduleClosesAndOpensAgain(t *testing.T) {
	schedule, err := faults.Parse("0s=ok,1s=closed,2s=servfail")
	if err != nil {
		t.Fatal(err)
	}
	// A port of its own, so that it is the same after it was closed.
	free, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 9, 9, 9)})
	if err != nil {
		t.Fatal(err)
	}
	address := netip.MustParseAddrPort(free.LocalAddr().String())
	free.Close()
	server, err := Start(Config{Address: address, Schedule: schedule, Log: &Log{}})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Stop()
	// Half a second before each of its steps would be: the steps are moved, not waited for.
	server.SetZero(clock.Now())
	if answer := ask(t, server, message(1, 1), 5*time.Second); answer == nil || answer[3]&15 != 0 {
		t.Errorf("at first: %x", answer)
	}
	server.SetZero(clock.Now() - 1e9)
	until(t, func() bool { return server.UDPAddress() == nil })
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(address))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = conn.Write(message(2, 1))
	_ = conn.SetReadDeadline(time.Now().Add(500 * time.Millisecond))
	if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("while it is closed: %v", err)
	}
	server.SetZero(clock.Now() - 2e9)
	until(t, func() bool { return server.UDPAddress() != nil })
	if answer := ask(t, server, message(3, 1), 5*time.Second); answer == nil || answer[3]&15 != 2 {
		t.Errorf("at last: %x", answer)
	}
	if err := server.Stop(); err != nil {
		t.Error(err)
	}
}

func until(t *testing.T, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it does not come about")
		}
	}
}

func TestWhatIsNoQueryIsLoggedAndNotAnswered(t *testing.T) {
	server, log := start(t, "ok")
	if answer := ask(t, server, []byte{0xab, 0xcd, 1}, 50*time.Millisecond); answer != nil {
		t.Errorf("%x", answer)
	}
	if packets, _ := log.Take(); len(packets) != 1 || packets[0].Name != nil || packets[0].ID != 0xabcd || packets[0].Bytes != 3 {
		t.Errorf("logged %+v", packets)
	}
}
