package lifecycle

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gho-platform.local/local-cluster/internal/cluster"
)

func TestParseStartTime(t *testing.T) {
	const rest = " 1 4 4 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 9 0 777 99"
	for sentence, example := range map[string]struct {
		stat, want string
		fails      bool
	}{
		"the time is the 22nd field":               {"12 (local-cluster) S" + rest, "777", false},
		"a name may hold spaces and parentheses":   {"12 (a) R (b) S" + rest, "777", false},
		"a process that ended and waits is gone":   {"12 (local-cluster) Z" + rest, "", true},
		"what is no process's line is not misread": {"12 (x) S 1", "", true},
	} {
		t.Run(sentence, func(t *testing.T) {
			got, err := parseStartTime(example.stat)
			if got != example.want || (err != nil) != example.fails {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestFindInit(t *testing.T) {
	paths := cluster.Paths{Run: t.TempDir()}
	if _, running := findInit(paths); running {
		t.Error("one runs that was never started")
	}
	self, err := identify(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if err := self.save(paths); err != nil {
		t.Fatal(err)
	}
	if found, running := findInit(paths); !running || found != self {
		t.Errorf("got %+v, %v", found, running)
	}
	// A process id that was given away again after a crash.
	self.startTime = "1"
	if err := self.save(paths); err != nil {
		t.Fatal(err)
	}
	if _, running := findInit(paths); running {
		t.Error("a later process with the same id was taken for it")
	}
}

func TestEnd(t *testing.T) {
	for sentence, example := range map[string]struct {
		script string
		force  bool
	}{
		"a process that listens ends when asked": {"exec sleep 60", false},
		"force does not ask":                     {"trap '' TERM; while :; do sleep 1; done", true},
	} {
		t.Run(sentence, func(t *testing.T) {
			command := exec.Command("sh", "-c", example.script)
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			go func() { _ = command.Wait() }()
			process, err := identify(command.Process.Pid)
			if err != nil {
				t.Fatal(err)
			}
			if err := process.end(example.force); err != nil || process.running() {
				t.Errorf("running %v, %v", process.running(), err)
			}
		})
	}
}

func TestLastLines(t *testing.T) {
	file := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(file, []byte("one\ntwo\nthree\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for count, want := range map[int]string{2: "two\nthree", 3: "one\ntwo\nthree", 20: "one\ntwo\nthree"} {
		if got := lastLines(file, count); got != want {
			t.Errorf("last %d: %q", count, got)
		}
	}
}

func TestAFailureTellsTheComponentAndTheEndOfItsLog(t *testing.T) {
	paths := cluster.Paths{State: t.TempDir()}
	if err := os.MkdirAll(filepath.Dir(paths.Log("kubelet")), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(paths.Log("kubelet"), []byte("no runtime\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text := failure("kubelet", errors.New("exit code 1"), paths).Error()
	for _, part := range []string{"component kubelet failed", "exit code 1", "no runtime"} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in %q", part, text)
		}
	}
}

func TestFreePortsAreDistinct(t *testing.T) {
	ports, err := freePorts()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[int]bool{}
	for _, port := range []int{ports.APIServer, ports.EtcdClient, ports.EtcdPeer, ports.ControllerManager, ports.Scheduler} {
		if port == 0 || seen[port] {
			t.Errorf("%+v", ports)
		}
		seen[port] = true
	}
}

func TestANodeNeedsRoot(t *testing.T) {
	user := cluster.Environment{UserID: 1000, Lookup: func(string) string { return "" }}
	if err := checkHost(Options{Name: "x"}, user); err == nil || !strings.Contains(err.Error(), "root") {
		t.Errorf("a node: %v", err)
	}
	if err := checkHost(Options{Name: "x", ControlPlaneOnly: true}, user); err != nil {
		t.Errorf("a control plane: %v", err)
	}
}
