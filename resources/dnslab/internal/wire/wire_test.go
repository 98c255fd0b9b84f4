package wire

import (
	"bytes"
	"encoding/binary"
	"math/rand"
	"testing"
)

// A query for DB.internal, type AAAA, with RD and AD set.
var plain = append([]byte{0x12, 0x34, 0x01, 0x20, 0, 1, 0, 0, 0, 0, 0, 0, 2}, "DB\x08internal\x00\x00\x1c\x00\x01"...)

func withOPT(message []byte) []byte {
	message = append([]byte(nil), message...)
	message[11] = 1
	return append(message, 0, 0, 41, 0x04, 0xd0, 0, 0, 0, 0, 0, 0)
}

func mustParse(t *testing.T, message []byte) *Query {
	t.Helper()
	query, err := Parse(message)
	if err != nil {
		t.Fatal(err)
	}
	return query
}

func TestReadsAQuery(t *testing.T) {
	query := mustParse(t, plain)
	if query.ID != 0x1234 || query.Name != "db.internal." || TypeName(query.Type) != "AAAA" || !query.AD || query.EDNS != -1 {
		t.Errorf("%+v", query)
	}
	if query := mustParse(t, withOPT(plain)); query.EDNS != 1232 {
		t.Errorf("the OPT record says %d; want 1232", query.EDNS)
	}
}

func TestNamesOfOddBytesAndTypes(t *testing.T) {
	message := append(append([]byte(nil), plain[:12]...), "\x03a.\x01\x00\x00\x41\x00\x01"...)
	query := mustParse(t, message)
	if query.Name != `a\046\001.` || TypeName(query.Type) != "TYPE65" {
		t.Errorf("%q %s", query.Name, TypeName(query.Type))
	}
	root := append(append([]byte(nil), plain[:12]...), 0, 0, 2, 0, 1)
	if query := mustParse(t, root); query.Name != "." || TypeName(query.Type) != "NS" {
		t.Errorf("%q %s", query.Name, TypeName(query.Type))
	}
}

func TestAnswersKeepIDAndTheCaseOfTheQuestion(t *testing.T) {
	query := mustParse(t, plain)
	answer := query.Answer()
	if !bytes.Equal(answer[12:12+len(plain)-12], plain[12:]) {
		t.Error("the question of the answer is another")
	}
	if flags := binary.BigEndian.Uint16(answer[2:]); flags != 0x8580 {
		t.Errorf("flags %#x; want QR, AA, RD, RA", flags)
	}
	if counts := answer[4:12]; !bytes.Equal(counts, []byte{0, 1, 0, 1, 0, 0, 0, 0}) {
		t.Errorf("counts %v", counts)
	}
}

func TestAnOPTIsAnsweredWithOne(t *testing.T) {
	query := mustParse(t, withOPT(plain))
	for name, message := range map[string][]byte{"answer": query.Answer(), "empty": query.Empty(ServFail), "truncated": query.Truncated()} {
		if message[11] != 1 || !bytes.HasSuffix(message, []byte{0, 0, 41, 0x04, 0xd0, 0, 0, 0, 0, 0, 0}) {
			t.Errorf("%s: no OPT at its end: %x", name, message)
		}
	}
	// One in a lame answer would make it none: Go looks at the additional section.
	if lame := query.Lame(); lame[11] != 0 || binary.BigEndian.Uint16(lame[2:])&0x0480 != 0 {
		t.Errorf("the lame answer says AA or RA, or holds a record: %x", lame)
	}
}

func TestWhatIsNoAnswer(t *testing.T) {
	query := mustParse(t, plain)
	if garbage := query.Garbage(); len(garbage) != 64 || !bytes.HasPrefix(garbage, []byte{0x12, 0x34, 0x81, 0x80, 0xff, 0xff}) {
		t.Errorf("garbage %x", garbage)
	}
	if short := query.Short(); !bytes.Equal(short, []byte{0x12, 0x34, 0x81, 0x80}) {
		t.Errorf("short %x", short)
	}
	if other := WithID(query.Answer(), query.ID^0x5555); binary.BigEndian.Uint16(other) != 0x1234^0x5555 {
		t.Errorf("wrong ID %x", other[:2])
	}
}

func TestResponsesAndTornQueriesAreNone(t *testing.T) {
	whole := withOPT(plain)
	for size := 0; size < len(plain); size++ {
		if query, err := Parse(plain[:size]); err == nil {
			t.Errorf("the first %d bytes are read as %+v", size, query)
		}
	}
	for size := len(plain); size < len(whole); size++ {
		if query, err := Parse(whole[:size]); err != nil || query.EDNS != -1 && size < len(plain)+11 {
			t.Errorf("%d bytes: %+v, %v", size, query, err)
		}
	}
	response := append([]byte(nil), plain...)
	response[2] |= 0x80
	if _, err := Parse(response); err == nil {
		t.Error("a response is taken for a query")
	}
}

func TestNoBytesMakeItPanic(t *testing.T) {
	chance := rand.New(rand.NewSource(1))
	for round := 0; round < 200000; round++ {
		message := append([]byte(nil), withOPT(plain)...)
		message = message[:chance.Intn(len(message)+1)]
		for change := chance.Intn(6); change > 0 && len(message) > 0; change-- {
			message[chance.Intn(len(message))] = byte(chance.Intn(256))
		}
		if query, err := Parse(message); err == nil {
			query.Answer()
			query.Truncated()
		}
	}
}
