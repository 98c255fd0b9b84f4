package nameserver

import (
	"time"

	"cgoscope/dnslab/internal/faults"
	"cgoscope/dnslab/internal/wire"
)

// What is sent back (nil: nothing), how long after the query came, and what it is called in the log.
type reply struct {
	message []byte
	after   time.Duration
	did     string
}

var nothing = reply{did: "nothing"}

var rcodes = map[string]int{
	"servfail": wire.ServFail, "refused": wire.Refused, "formerr": wire.FormErr, "notimp": wire.NotImp, "nxdomain": wire.NXDomain,
	"servfail-aaaa": wire.ServFail, "refused-aaaa": wire.Refused, "nxdomain-aaaa": wire.NXDomain,
}

var rcodeNames = map[int]string{
	wire.ServFail: "servfail", wire.Refused: "refused", wire.FormErr: "formerr", wire.NotImp: "notimp", wire.NXDomain: "nxdomain",
}

// As a server without a fault answers.
func (server *Server) healthy(query *wire.Query) reply {
	if server.Exists != nil && !server.Exists[query.Name] {
		return reply{message: query.Empty(wire.NXDomain), did: "nxdomain"}
	}
	if !query.HasRecord() {
		return reply{message: query.Empty(wire.NoError), did: "nodata"}
	}
	return reply{message: query.Answer(), did: "answer"}
}

func (server *Server) udpReply(fault faults.Fault, query *wire.Query) reply {
	server.mutex.Lock()
	defer server.mutex.Unlock()
	key := query.Name + wire.TypeName(query.Type)
	before := server.seen[key]
	server.seen[key] = before + 1
	switch fault.Name {
	case "silent":
		return nothing
	case "delay":
		late := server.healthy(query)
		late.after = milliseconds(fault.Value)
		return late
	case "drop-first":
		if before < int(fault.Value) {
			return nothing
		}
	case "drop-a":
		if query.Type == wire.TypeA {
			return nothing
		}
	case "drop-aaaa":
		if query.Type == wire.TypeAAAA {
			return nothing
		}
	case "loss":
		if server.chance.Float64() < fault.Value {
			return nothing
		}
	case "servfail-aaaa", "refused-aaaa", "nxdomain-aaaa":
		if query.Type == wire.TypeAAAA {
			return failure(query, rcodes[fault.Name])
		}
	case "servfail", "refused", "formerr", "notimp", "nxdomain":
		return failure(query, rcodes[fault.Name])
	case "nodata":
		return reply{message: query.Empty(wire.NoError), did: "nodata"}
	case "lame":
		return reply{message: query.Lame(), did: "lame"}
	case "garbage":
		return reply{message: query.Garbage(), did: "garbage"}
	case "short":
		return reply{message: query.Short(), did: "short"}
	case "wrong-id":
		return reply{message: wire.WithID(server.healthy(query).message, query.ID^0x5555), did: "wrong-id"}
	case "truncate", "truncate-tcp-silent", "truncate-tcp-closed":
		return reply{message: query.Truncated(), did: "truncated"}
	case "truncate-delay":
		return reply{message: query.Truncated(), after: milliseconds(fault.Value), did: "truncated"}
	}
	return server.healthy(query)
}

func (server *Server) tcpReply(fault faults.Fault, query *wire.Query) reply {
	if fault.Name == "silent" || fault.Name == "truncate-tcp-silent" {
		return nothing
	}
	return server.healthy(query)
}

func failure(query *wire.Query, rcode int) reply {
	return reply{message: query.Empty(rcode), did: rcodeNames[rcode]}
}

func milliseconds(value float64) time.Duration {
	return time.Duration(value * float64(time.Millisecond))
}
