package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"cgoscope/dnslab/internal/faults"
	"cgoscope/dnslab/internal/nameserver"
)

// The job, as protocol.ts says it.
type job struct {
	Samples     []sample `json:"samples"`
	Jobs        int      `json:"jobs"`
	Calibration []int    `json:"calibration"`
	// Another seed, other packets lost.
	Seed int64 `json:"seed"`
}

type sample struct {
	ID       int               `json:"id"`
	Subject  subject           `json:"subject"`
	Files    files             `json:"files"`
	Env      map[string]string `json:"env"`
	Servers  []serverOf        `json:"servers"`
	Lookup   lookup            `json:"lookup"`
	LimitMs  int64             `json:"limitMs"`
	LingerMs int64             `json:"lingerMs"`
	Repair   *repairOf         `json:"repair"`
}

type files struct {
	ResolvConf *string `json:"resolvConf"`
	Nsswitch   *string `json:"nsswitch"`
	Hosts      *string `json:"hosts"`
}

type serverOf struct {
	Address string   `json:"address"`
	Fault   string   `json:"fault"`
	Exists  []string `json:"exists"`
}

type lookup struct {
	API        string `json:"api"`
	Name       string `json:"name"`
	Repeat     int    `json:"repeat"`
	Parallel   int    `json:"parallel"`
	DeadlineMs *int   `json:"deadlineMs"`
	// With forMs the probe looks up until then, whatever repeat says, with a pause behind each.
	PauseMs int `json:"pauseMs"`
	ForMs   int `json:"forMs"`
}

// The name of a subject of the lab, or a program of the user with its arguments, or none: then somebody outside asks the name servers.
type subject struct {
	Lab     string
	Program string
	Args    []string
	Hold    bool
}

func (subject *subject) UnmarshalJSON(text []byte) error {
	if json.Unmarshal(text, &subject.Lab) == nil {
		return nil
	}
	var program struct {
		Program string
		Args    []string
		Hold    bool
	}
	err := json.Unmarshal(text, &program)
	subject.Program, subject.Args, subject.Hold = program.Program, program.Args, program.Hold
	return err
}

const (
	mostJobs      = 4096
	mostCalibrate = 20
)

func readJob(input *json.Decoder) (*job, error) {
	read := &job{}
	if err := input.Decode(read); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, errors.New("there is no job on standard input")
		}
		return nil, fmt.Errorf("the job on standard input can't be read: %w", err)
	}
	if read.Jobs < 1 || read.Jobs > mostJobs {
		return nil, fmt.Errorf("jobs is %d; 1 to %d can run at once", read.Jobs, mostJobs)
	}
	if len(read.Calibration) > mostCalibrate {
		return nil, fmt.Errorf("%d delays to calibrate with; at most %d", len(read.Calibration), mostCalibrate)
	}
	for _, delay := range read.Calibration {
		if delay < 0 || delay > 60000 {
			return nil, fmt.Errorf("a delay to calibrate with is %d ms; 0 to 60000 are measured", delay)
		}
	}
	return read, nil
}

// Lines to standard output, one at a time.
type output struct {
	mutex sync.Mutex
	to    *json.Encoder
	over  bool
}

func (output *output) say(line any) {
	output.mutex.Lock()
	defer output.mutex.Unlock()
	if output.over {
		return
	}
	// Nobody is there to be told of a reader that has gone; its standard input ends too, and that is the cancel.
	_ = output.to.Encode(line)
}

// end says that nothing more is said, and keeps to it: what is killed by a cancel is no result.
func (output *output) end() {
	output.say(typed{Type: "end"})
	output.mutex.Lock()
	output.over = true
	output.mutex.Unlock()
}

type typed struct {
	Type string `json:"type"`
}

type readyLine struct {
	Type      string                    `json:"type"`
	Version   string                    `json:"version"`
	Subjects  map[string]subjectVersion `json:"subjects"`
	Addresses []string                  `json:"addresses"`
}

// Version is the one of the resolver that it is meant to run.
type subjectVersion struct {
	Version string `json:"version"`
	Go      string `json:"go,omitempty"`
	Libc    string `json:"libc,omitempty"`
}

type startedLine struct {
	Type string `json:"type"`
	ID   int    `json:"id"`
	AtNs int64  `json:"atNs"`
}

type failedLine struct {
	Type   string `json:"type"`
	ID     int    `json:"id"`
	Reason string `json:"reason"`
}

type sampleLine struct {
	Type          string              `json:"type"`
	ID            int                 `json:"id"`
	StartNs       int64               `json:"startNs"`
	EndNs         int64               `json:"endNs"`
	FirstOutputNs *int64              `json:"firstOutputNs"`
	Lookups       []lookedUp          `json:"lookups"`
	Packets       []nameserver.Packet `json:"packets"`
	PacketsLost   int                 `json:"packetsLost"`
	RepairedNs    *int64              `json:"repairedNs"`
	Exit          exit                `json:"exit"`
	Killed        bool                `json:"killed"`
	Stdout        string              `json:"stdout"`
	Stderr        string              `json:"stderr"`
}

type lookedUp struct {
	StartNs   int64    `json:"startNs"`
	EndNs     *int64   `json:"endNs"`
	Result    string   `json:"result"`
	Addresses []string `json:"addresses"`
	Error     *string  `json:"error"`
	Code      *string  `json:"code"`
}

type exit struct {
	Code   *int    `json:"code"`
	Signal *string `json:"signal"`
}

func printFaults() {
	if err := json.NewEncoder(os.Stdout).Encode(faults.Kinds); err != nil {
		os.Exit(1)
	}
}
