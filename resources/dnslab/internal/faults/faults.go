// Package faults reads what a name server is to do. Names and grammar are those of src/shared/domain/dns-faults.ts; a test there holds the two together.
package faults

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Parameter is what follows the name of a fault.
type Parameter string

const (
	None        Parameter = "none"
	Ms          Parameter = "ms"
	Count       Parameter = "count"
	Probability Parameter = "probability"
)

// Kind is one fault that can be asked for.
type Kind struct {
	Name      string    `json:"name"`
	Parameter Parameter `json:"parameter"`
}

// Kinds are all of them, in the order of dns-faults.ts.
var Kinds = []Kind{
	{"ok", None},
	{"silent", None},
	{"delay", Ms},
	{"drop-first", Count},
	{"drop-a", None},
	{"drop-aaaa", None},
	{"loss", Probability},
	{"servfail", None},
	{"refused", None},
	{"formerr", None},
	{"notimp", None},
	{"nxdomain", None},
	{"nodata", None},
	{"lame", None},
	{"garbage", None},
	{"short", None},
	{"wrong-id", None},
	{"servfail-aaaa", None},
	{"refused-aaaa", None},
	{"nxdomain-aaaa", None},
	{"truncate", None},
	{"truncate-delay", Ms},
	{"truncate-tcp-silent", None},
	{"truncate-tcp-closed", None},
	{"closed", None},
	{"arp-fail", None},
	{"no-route", None},
}

// Fault is one fault with its value: milliseconds, a count, a probability; 0 where it takes none.
type Fault struct {
	Name  string
	Value float64
}

// Step is a fault and from when on it holds, in nanoseconds after the lookup began.
type Step struct {
	FromNs int64
	Fault  Fault
}

// Schedule begins at 0 and rises.
type Schedule []Step

const (
	mostSteps = 50
	longestMs = 3600000
	mostCount = 1000
)

// Parse reads `silent`, `delay:300`, `loss:30%` or a schedule `0s=ok,10s=silent`. The error says what is wrong in it.
func Parse(text string) (Schedule, error) {
	trimmed := strings.TrimSpace(text)
	if !strings.Contains(trimmed, "=") {
		fault, err := one(trimmed)
		if err != nil {
			return nil, err
		}
		return Schedule{{0, fault}}, nil
	}
	steps := strings.Split(trimmed, ",")
	if len(steps) > mostSteps {
		return nil, fmt.Errorf("%q has more than %d steps", text, mostSteps)
	}
	schedule := make(Schedule, 0, len(steps))
	for index, step := range steps {
		time, name, found := strings.Cut(step, "=")
		if !found {
			return nil, fmt.Errorf("%q is no schedule: %q has no time", text, step)
		}
		fromNs, err := parseTime(strings.TrimSpace(time))
		if err != nil {
			return nil, err
		}
		fault, err := one(strings.TrimSpace(name))
		if err != nil {
			return nil, err
		}
		if (index == 0 && fromNs != 0) || (index > 0 && fromNs <= schedule[index-1].FromNs) {
			return nil, fmt.Errorf("%q is no schedule: it begins with 0s= and its times rise", text)
		}
		if len(steps) > 1 && (fault.Name == "arp-fail" || fault.Name == "no-route") {
			return nil, fmt.Errorf("%q can't be a step of a schedule", fault.Name)
		}
		schedule = append(schedule, Step{fromNs, fault})
	}
	return schedule, nil
}

// At is what holds at a time after the lookup began.
func (schedule Schedule) At(ns int64) Fault {
	found := Fault{Name: "ok"}
	for _, step := range schedule {
		if step.FromNs <= ns || step.FromNs == 0 {
			found = step.Fault
		}
	}
	return found
}

// Listens says whether a server with this fault has a UDP and a TCP socket at all.
func (fault Fault) Listens() (udp, tcp bool) {
	switch fault.Name {
	case "closed", "arp-fail", "no-route":
		return false, false
	case "truncate-tcp-closed":
		return true, false
	}
	return true, true
}

func one(text string) (Fault, error) {
	name, value, valued := strings.Cut(text, ":")
	for _, kind := range Kinds {
		if kind.Name != name {
			continue
		}
		if kind.Parameter == None {
			if valued {
				return Fault{}, fmt.Errorf("%q takes no value", name)
			}
			return Fault{Name: name}, nil
		}
		number, ok := parameter(value, kind.Parameter)
		if !ok {
			return Fault{}, fmt.Errorf("%q is no value (%s) for the fault %q", value, kind.Parameter, name)
		}
		return Fault{name, number}, nil
	}
	return Fault{}, fmt.Errorf("%q is no fault of a name server", text)
}

// Decimal digits with at most one point: no sign, no exponent, no "Inf", as the other side reads it.
func decimal(text string) (float64, bool) {
	if text == "" || strings.Trim(text, "0123456789.") != "" || strings.Count(text, ".") > 1 || text[0] == '.' || text[len(text)-1] == '.' {
		return 0, false
	}
	number, err := strconv.ParseFloat(text, 64)
	return number, err == nil
}

func parameter(text string, kind Parameter) (float64, bool) {
	if kind == Probability {
		percent := strings.HasSuffix(text, "%")
		number, ok := decimal(strings.TrimSuffix(text, "%"))
		if percent {
			number /= 100
		}
		return number, ok && number <= 1
	}
	if strings.Contains(text, ".") {
		return 0, false
	}
	number, ok := decimal(text)
	if kind == Count {
		return number, ok && number >= 1 && number <= mostCount
	}
	return number, ok && number <= longestMs
}

func parseTime(text string) (int64, error) {
	unit := 1e9
	digits := strings.TrimSuffix(text, "s")
	if strings.HasSuffix(text, "ms") {
		unit, digits = 1e6, strings.TrimSuffix(text, "ms")
	}
	number, ok := decimal(digits)
	if !ok || digits == text || number >= 1e6 {
		return 0, fmt.Errorf("%q is no time such as 10s, 1.5s or 500ms", text)
	}
	return int64(math.Round(number * unit)), nil
}
