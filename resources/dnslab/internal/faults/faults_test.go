package faults

import "testing"

func TestReadsOneFault(t *testing.T) {
	for text, want := range map[string]Fault{
		"silent":       {"silent", 0},
		" delay:300 ":  {"delay", 300},
		"drop-first:2": {"drop-first", 2},
		"loss:0.3":     {"loss", 0.3},
		"loss:30%":     {"loss", 0.3},
		"loss:1":       {"loss", 1},
	} {
		got, err := Parse(text)
		if err != nil || len(got) != 1 || got[0].Fault != want {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestRefusesWhatIsNone(t *testing.T) {
	for _, text := range []string{
		"", "Silent", "delay", "delay:", "delay:-1", "delay:1.5", "delay:3600001", "delay:1e3", "silent:1", "drop-first:0", "drop-first:1001", "loss:2", "loss:NaN",
		"loss:101%", "0s=ok,", "1s=ok", "0s=ok,0s=silent", "0s=ok,2s=silent,1s=ok", "0s=ok,5=silent", "0s=ok,1s=no-route", "ok,1s=silent", "0s=ok,-1s=ok",
	} {
		if got, err := Parse(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

func TestAScheduleChangesAtItsTimes(t *testing.T) {
	schedule, err := Parse("0s=ok,1.5s=silent,2500ms=delay:10")
	if err != nil {
		t.Fatal(err)
	}
	for ns, want := range map[int64]string{-5: "ok", 0: "ok", 1499999999: "ok", 1500000000: "silent", 2500000000: "delay", 1 << 60: "delay"} {
		if got := schedule.At(ns).Name; got != want {
			t.Errorf("at %d ns it is %s; want %s", ns, got, want)
		}
	}
}

func TestWhatListens(t *testing.T) {
	for _, kind := range Kinds {
		udp, tcp := Fault{Name: kind.Name}.Listens()
		nowhere := kind.Name == "closed" || kind.Name == "arp-fail" || kind.Name == "no-route"
		if udp == nowhere || tcp != (udp && kind.Name != "truncate-tcp-closed") {
			t.Errorf("%s: UDP %v, TCP %v", kind.Name, udp, tcp)
		}
	}
}
