// Package wire reads queries and writes answers of the DNS (RFC 1035, RFC 6891): what the lab's name servers need and no more. Go's own package for it is
// internal to net, and golang.org/x/net would have to be downloaded.
package wire

import (
	"encoding/binary"
	"errors"
	"strconv"
	"strings"
)

// Types that a record is made for, and OPT.
const (
	TypeA     = 1
	TypeCNAME = 5
	TypeMX    = 15
	TypeTXT   = 16
	TypeAAAA  = 28
	TypeSRV   = 33
	typeOPT   = 41
)

var typeNames = map[uint16]string{
	TypeA: "A", 2: "NS", TypeCNAME: "CNAME", 6: "SOA", 12: "PTR", TypeMX: "MX", TypeTXT: "TXT", TypeAAAA: "AAAA", TypeSRV: "SRV", 255: "ANY",
}

// TypeName is `A`, or `TYPE65` for one without a name here (RFC 3597).
func TypeName(number uint16) string {
	if name, known := typeNames[number]; known {
		return name
	}
	return "TYPE" + strconv.Itoa(int(number))
}

// Query is what a resolver sent.
type Query struct {
	ID uint16
	// Fully qualified, lower case, with its trailing dot; bytes that are no letter, digit, hyphen or underscore as \DDD.
	Name string
	Type uint16
	// The AD bit.
	AD bool
	// UDP size of the OPT record; -1: none.
	EDNS  int
	flags uint16
	// The question as it came, with the case of its letters.
	question []byte
	nameLen  int
}

var errShort = errors.New("the message ends too early")

// Parse reads a query. It keeps no part of message.
func Parse(message []byte) (*Query, error) {
	if len(message) < 12 {
		return nil, errShort
	}
	query := &Query{ID: binary.BigEndian.Uint16(message), flags: binary.BigEndian.Uint16(message[2:]), EDNS: -1}
	if query.flags&0x8000 != 0 {
		return nil, errors.New("it is a response")
	}
	if binary.BigEndian.Uint16(message[4:]) != 1 {
		return nil, errors.New("it does not hold one question")
	}
	query.AD = query.flags&0x20 != 0
	name, end, err := readName(message, 12)
	if err != nil {
		return nil, err
	}
	if end+4 > len(message) {
		return nil, errShort
	}
	query.Name = name
	query.nameLen = end - 12
	query.Type = binary.BigEndian.Uint16(message[end:])
	query.question = append([]byte(nil), message[12:end+4]...)
	query.EDNS = findOPT(message, end+4)
	return query, nil
}

// A question's name: it comes first, so nothing can be pointed at.
func readName(message []byte, at int) (string, int, error) {
	var name strings.Builder
	start := at
	for {
		if at >= len(message) {
			return "", 0, errShort
		}
		length := int(message[at])
		at++
		if length == 0 {
			break
		}
		if length > 63 {
			return "", 0, errors.New("a label of the question is longer than 63 bytes")
		}
		if at+length > len(message) {
			return "", 0, errShort
		}
		for _, letter := range message[at : at+length] {
			writeLetter(&name, letter)
		}
		name.WriteByte('.')
		at += length
		if at-start > 255 {
			return "", 0, errors.New("the name is longer than 255 bytes")
		}
	}
	if name.Len() == 0 {
		return ".", at, nil
	}
	return name.String(), at, nil
}

func writeLetter(name *strings.Builder, letter byte) {
	switch {
	case letter >= 'A' && letter <= 'Z':
		name.WriteByte(letter + 'a' - 'A')
	case letter >= 'a' && letter <= 'z', letter >= '0' && letter <= '9', letter == '-', letter == '_':
		name.WriteByte(letter)
	default:
		digits := strconv.Itoa(int(letter))
		name.WriteString("\\" + "000"[len(digits):] + digits)
	}
}

// The UDP size of the OPT record behind the question, or -1.
func findOPT(message []byte, at int) int {
	records := 0
	for _, count := range []int{6, 8, 10} {
		records += int(binary.BigEndian.Uint16(message[count:]))
	}
	for ; records > 0; records-- {
		for at < len(message) && message[at] != 0 && message[at] < 0xc0 {
			at += 1 + int(message[at])
		}
		if at >= len(message) {
			return -1
		}
		if message[at] >= 0xc0 {
			at++
		}
		at++
		if at+10 > len(message) {
			return -1
		}
		if binary.BigEndian.Uint16(message[at:]) == typeOPT {
			return int(binary.BigEndian.Uint16(message[at+2:]))
		}
		at += 10 + int(binary.BigEndian.Uint16(message[at+8:]))
	}
	return -1
}
