package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"cgoscope/dnslab/internal/clock"
)

func decoder(text string) *json.Decoder { return json.NewDecoder(strings.NewReader(text)) }

func TestASubjectIsANameOrAProgramOrNone(t *testing.T) {
	job, err := readJob(decoder(`{"jobs":2,"calibration":[],"samples":[{"id":1,"subject":"c-musl"},{"id":2,"subject":{"program":"a/b","args":["-x"]}},{"id":3,"subject":{"hold":true}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if job.Samples[0].Subject.Lab != "c-musl" || job.Samples[1].Subject.Program != "a/b" || job.Samples[1].Subject.Args[0] != "-x" || !job.Samples[2].Subject.Hold {
		t.Errorf("%+v", job.Samples)
	}
}

func TestAFileIsReplacedOnceAndNotBehindTheEnd(t *testing.T) {
	root := t.TempDir()
	path := filepath.Join(root, "etc/resolv.conf")
	if err := os.Mkdir(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := write(path, "old"); err != nil {
		t.Fatal(err)
	}
	repairing := &repairing{root: root, of: &repairOf{AtMs: 1, ResolvConf: "new"}}
	repairing.begin(clock.Now())
	repairing.begin(clock.Now() - int64(time.Hour))
	for text := "old"; text == "old"; {
		read, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text = string(read)
	}
	if at, err := repairing.end(); at == nil || err != nil {
		t.Errorf("replaced at %v: %v", at, err)
	}
	repairing.of = &repairOf{ResolvConf: "newer"}
	repairing.replace()
	if read, err := os.ReadFile(path); err != nil || string(read) != "new" {
		t.Errorf("%q, %v", read, err)
	}
}

func TestAJobThatIsNoneIsRefused(t *testing.T) {
	for _, text := range []string{"", "{", "[]", `{"jobs":0}`, `{"jobs":100000}`, `{"jobs":1,"calibration":[-1]}`, `{"jobs":1,"samples":[{"subject":3}]}`} {
		if _, err := readJob(decoder(text)); err == nil {
			t.Errorf("%s is taken for a job", text)
		}
	}
}

func TestGoIsAskedForItsChoiceWhereTheSampleSaysNothing(t *testing.T) {
	for _, each := range []struct {
		env    map[string]string
		netdns string
		want   string
	}{
		{nil, "netdns=2", "GODEBUG=netdns=2"},
		{map[string]string{"A": "b"}, "", "A=b"},
		{map[string]string{"GODEBUG": "netedns0=0"}, "netdns=cgo+2", "GODEBUG=netedns0=0,netdns=cgo+2"},
		{map[string]string{"GODEBUG": "netdns=go+1", "LOCALDOMAIN": ""}, "netdns=2", "GODEBUG=netdns=go+1 LOCALDOMAIN="},
	} {
		got := environment(each.env, each.netdns)
		sort.Strings(got)
		if strings.Join(got, " ") != each.want {
			t.Errorf("%v with %q: %q; want %q", each.env, each.netdns, got, each.want)
		}
	}
}

func TestAnAddressBelongsToOneSampleAtATime(t *testing.T) {
	taken := map[string]bool{}
	first := sample{Servers: []serverOf{{Address: "127.1.0.1"}, {Address: "::1"}}}
	second := sample{Servers: []serverOf{{Address: "127.1.0.2"}, {Address: "0:0::1"}}}
	if !take(taken, addressesOf(&first)) {
		t.Fatal("free addresses can't be had")
	}
	if take(taken, addressesOf(&second)) || taken["127.1.0.2"] {
		t.Error("an address that is taken is given, or half of them is kept")
	}
}

func TestWhatAProbeSaysBecomesLookups(t *testing.T) {
	began := int64(0)
	capture := newCapture(true, func(atNs int64) { began = atNs })
	for _, chunk := range []string{
		`{"lab":"start","i":0,"t":5}` + "\n" + `{"lab":"st`, `art","i":1,"t":6}` + "\nhello\n",
		`{"lab":"end","i":1,"t":9,"result":"ok","addresses":["192.0.2.1"],"error":null,"code":null}` + "\n",
	} {
		capture.takeStdout([]byte(chunk))
	}
	if began != 5 || len(capture.lookups) != 2 || capture.lookups[0].EndNs != nil || *capture.lookups[1].EndNs != 9 || capture.stdout.text() != "hello\n" {
		t.Errorf("%d %+v %q", began, capture.lookups, capture.stdout.text())
	}
	signal := "SIGFPE"
	line := &sampleLine{EndNs: 12, Exit: exit{Signal: &signal}}
	unfinished(capture.lookups[0], line)
	if lookup := capture.lookups[0]; lookup.Result != "fail" || *lookup.Error != "SIGFPE" || *lookup.EndNs != 12 {
		t.Errorf("%+v", lookup)
	}
}

func TestOutputIsKeptFromBothEnds(t *testing.T) {
	var kept kept
	for i := 0; i < 1000; i++ {
		kept.add([]byte(strings.Repeat(string(rune('a'+i%26)), 1000)))
	}
	text := kept.text()
	if len(text) > mostOutput+20 || !strings.HasPrefix(text, "aaa") || !strings.HasSuffix(text, strings.Repeat(string(rune('a'+999%26)), 1000)) {
		t.Errorf("%d bytes", len(text))
	}
}

func TestNoNameLeavesItsFolder(t *testing.T) {
	for _, name := range []string{"", "/etc/passwd", "..", "../x", "a/../../x", "./a", "a//b"} {
		if path, err := below("/lab/programs", name); err == nil {
			t.Errorf("%q is %s", name, path)
		}
	}
	if path, err := below("/lab/programs", "a/b"); err != nil || path != "/lab/programs/a/b" {
		t.Error(path, err)
	}
}

func TestFilesOfTheScenarioReplaceThoseOfTheProgram(t *testing.T) {
	folder := t.TempDir()
	program := filepath.Join(folder, "programs", "app")
	for path, text := range map[string]string{"app": "run me", "etc/resolv.conf": "nameserver 192.0.2.1\n", "etc/passwd": "me\n"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(program, path)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(program, path), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	roots, err := newRoots(filepath.Join(folder, "work"))
	if err != nil {
		t.Fatal(err)
	}
	parts, err := roots.prepareTree(program)
	if err != nil {
		t.Fatal(err)
	}
	ours := "nameserver 127.0.0.2\n"
	root, err := roots.make(&sample{Subject: subject{Program: "app"}, Files: files{ResolvConf: &ours}}, parts)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"app": "run me", "etc/resolv.conf": ours, "etc/passwd": "me\n"} {
		if got, err := os.ReadFile(filepath.Join(root, path)); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", path, got, err)
		}
	}
	if untouched, err := os.ReadFile(filepath.Join(program, "etc/resolv.conf")); err != nil || string(untouched) != "nameserver 192.0.2.1\n" {
		t.Errorf("the program's own file is now %q, %v", untouched, err)
	}
	roots.close()
	if _, err := os.Stat(roots.folder); !os.IsNotExist(err) {
		t.Errorf("something is left: %v", err)
	}
}

func TestALineIsOneLine(t *testing.T) {
	text, err := json.Marshal(failedLine{Type: "failed", ID: 3, Reason: "a\nb"})
	if err != nil || strings.Contains(string(text), "\n") {
		t.Error(string(text), err)
	}
}

func TestHeldSamplesObeyLinesBehindTheJob(t *testing.T) {
	held := heldOf([]sample{{ID: 1, Subject: subject{Hold: true}}, {ID: 2, Subject: subject{Lab: "go"}}})
	held.obey(decoder(`{"zero":1}{"zero":1} {"release":2} {"release":1}
		{"release":1} nonsense`))
	if len(held) != 1 {
		t.Fatalf("%d samples are held", len(held))
	}
	<-held[1].zero
	<-held[1].release
}
