package nameserver

import "sync"

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

func (log *Log) replied(place int, atNs int64) {
	log.mutex.Lock()
	defer log.mutex.Unlock()
	if place >= 0 && place < len(log.packets) {
		log.packets[place].RepliedNs = &atNs
	}
}

// Take gives what was logged, and how many more there were. What comes later is not logged any more.
func (log *Log) Take() ([]Packet, int) {
	log.mutex.Lock()
	defer log.mutex.Unlock()
	packets := log.packets
	log.packets = nil
	return packets, log.lost
}
