package nameserver

import (
	"sort"
	"sync"

	"cgoscope/dnslab/internal/clock"
)

// Packet is a query that arrived, as protocol.ts's LabPacket.
type Packet struct {
	AtNs      int64   `json:"atNs"`
	Server    int     `json:"server"`
	Protocol  string  `json:"protocol"`
	Source    string  `json:"source"`
	ID        uint16  `json:"id"`
	Name      *string `json:"name"`
	Type      *string `json:"type"`
	EDNS      *int    `json:"edns"`
	AD        bool    `json:"ad"`
	Bytes     int     `json:"bytes"`
	RepliedNs *int64  `json:"repliedNs"`
	Did       string  `json:"did"`
}

// More than any lookup sends; a program that floods does not fill the memory.
const mostPackets = 200000

// Log holds the packets of one sample, of all its servers, in the order in which they were read.
type Log struct {
	mutex   sync.Mutex
	packets []Packet
	lost    int
}

func (log *Log) add(packet Packet) int {
	log.mutex.Lock()
	defer log.mutex.Unlock()
	if len(log.packets) >= mostPackets {
		log.lost++
		return -1
	}
	log.packets = append(log.packets, packet)
	return len(log.packets) - 1
}

// sends notes the time of an answer, then sends it: whoever gets it may look at the log at once. One that can't be sent was none.
func (log *Log) sends(place int, send func() error) error {
	atNs := clock.Now()
	log.reply(place, &atNs)
	err := send()
	if err != nil {
		log.reply(place, nil)
	}
	return err
}

func (log *Log) reply(place int, atNs *int64) {
	log.mutex.Lock()
	defer log.mutex.Unlock()
	if place >= 0 && place < len(log.packets) {
		log.packets[place].RepliedNs = atNs
	}
}

// Take gives what was logged in the order of its arrival, and how many more there were. What comes later is not logged any more.
func (log *Log) Take() ([]Packet, int) {
	log.mutex.Lock()
	defer log.mutex.Unlock()
	packets := log.packets
	log.packets = nil
	sort.SliceStable(packets, func(a, b int) bool { return packets[a].AtNs < packets[b].AtNs })
	return packets, log.lost
}
