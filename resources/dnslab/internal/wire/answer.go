package wire

import (
	"encoding/binary"
	"hash/fnv"
)

// Rcodes of RFC 1035.
const (
	NoError  = 0
	FormErr  = 1
	ServFail = 2
	NXDomain = 3
	NotImp   = 4
	Refused  = 5
)

const (
	flagResponse      = 0x8000
	flagOpcode        = 0x7800
	flagAuthoritative = 0x0400
	flagTruncated     = 0x0200
	flagWants         = 0x0100 // RD: given back as it came
	flagOffers        = 0x0080 // RA
	ttl               = 30
	ownSize           = 1232
)

// Answer holds one record of the type asked for (RFC 1035 3.2.2, 3.3; RFC 3596; RFC 2782), or none where there is none of that type: a name is never an alias here.
func (query *Query) Answer() []byte {
	data := query.record()
	if data == nil {
		return query.Empty(NoError)
	}
	answer := query.header(flagAuthoritative|flagOffers, NoError, 1)
	answer = append(answer, 0xc0, 12)
	answer = appendUint16(answer, query.Type, 1, 0, ttl, uint16(len(data)))
	return query.end(append(answer, data...))
}

// HasRecord says whether Answer holds one.
func (query *Query) HasRecord() bool { return query.record() != nil }

// Empty is an answer without a record.
func (query *Query) Empty(rcode int) []byte {
	return query.end(query.header(flagAuthoritative|flagOffers, rcode, 0))
}

// Truncated says that the rest is to be had over TCP.
func (query *Query) Truncated() []byte {
	return query.end(query.header(flagAuthoritative|flagOffers|flagTruncated, NoError, 0))
}

// Lame is what a server says that is not responsible and does not ask others: neither AA nor RA, no record at all (an OPT would be one in the additional section).
func (query *Query) Lame() []byte { return query.header(0, NoError, 0) }

// Garbage is 64 bytes that begin as a response without an error does, with counts of records that cannot be there.
func (query *Query) Garbage() []byte {
	garbage := make([]byte, 64)
	for i := range garbage {
		garbage[i] = 0xff
	}
	binary.BigEndian.PutUint16(garbage, query.ID)
	binary.BigEndian.PutUint16(garbage[2:], flagResponse|flagWants|flagOffers)
	return garbage
}

// Short is the first four bytes of a response without an error.
func (query *Query) Short() []byte {
	return appendUint16(nil, query.ID, flagResponse|flagWants|flagOffers)
}

// WithID gives the same message another ID.
func WithID(message []byte, id uint16) []byte {
	binary.BigEndian.PutUint16(message, id)
	return message
}

func (query *Query) header(flags uint16, rcode int, answers uint16) []byte {
	message := make([]byte, 0, 12+len(query.question)+64)
	flags |= flagResponse | query.flags&(flagOpcode|flagWants) | uint16(rcode)
	message = appendUint16(message, query.ID, flags, 1, answers, 0, 0)
	return append(message, query.question...)
}

// A resolver that sent an OPT gets one (RFC 6891 6.1.1).
func (query *Query) end(message []byte) []byte {
	if query.EDNS < 0 {
		return message
	}
	binary.BigEndian.PutUint16(message[10:], 1)
	message = append(message, 0)
	return appendUint16(message, typeOPT, ownSize, 0, 0, 0)
}

func (query *Query) record() []byte {
	hash := fnv.New32a()
	hash.Write([]byte(query.Name))
	sum := hash.Sum32()
	switch query.Type {
	case TypeA: // 192.0.2.1 to .254, RFC 5737: different names have different addresses as a rule
		return []byte{192, 0, 2, byte(1 + sum%254)}
	case TypeAAAA: // 2001:db8::/32, RFC 3849
		return append([]byte{0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0}, byte(sum>>24), byte(sum>>16), byte(sum>>8), byte(sum)|1)
	case TypeTXT:
		return append([]byte{7}, "dns lab"...)
	case TypeMX:
		return append([]byte{0, 10}, query.host()...)
	case TypeSRV:
		return append([]byte{0, 0, 0, 0, 0x13, 0xc4}, query.host()...)
	}
	return nil
}

// The name asked for, written out: in an SRV record it must not be a pointer, and Go refuses one that is.
func (query *Query) host() []byte { return query.question[:query.nameLen] }

func appendUint16(to []byte, values ...uint16) []byte {
	for _, value := range values {
		to = append(to, byte(value>>8), byte(value))
	}
	return to
}
