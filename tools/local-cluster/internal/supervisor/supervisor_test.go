package supervisor

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gho-platform.local/local-cluster/internal/component"
)

// oneLauncher serves all tests: it collects every child of this process.
var oneLauncher = newLauncher()

// supervise makes a supervisor of shell scripts, one step for each.
func supervise(t *testing.T, scripts ...string) *Supervisor {
	t.Helper()
	s := &Supervisor{
		processes: map[string]*process{},
		prober:    prober{client: &http.Client{Timeout: time.Second}},
		status:    Status{Phase: Starting},
	}
	for index, script := range scripts {
		name := string(rune('a' + index))
		s.steps = append(s.steps, []component.Component{{Name: name}})
		s.processes[name] = &process{
			arguments: []string{"/bin/sh", "-c", script},
			logPath:   filepath.Join(t.TempDir(), name+".log"),
			launcher:  oneLauncher,
		}
	}
	t.Cleanup(s.Shutdown)
	return s
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("not so after 10 s: %s", what)
}

func TestStartMakesAllComponentsRun(t *testing.T) {
	s := supervise(t, "exec sleep 60", "exec sleep 60")
	s.Start()
	status := s.Status()
	if status.Phase != Ready {
		t.Fatalf("%+v", status)
	}
	for _, each := range status.Components {
		if !each.Running || syscall.Kill(each.PID, 0) != nil {
			t.Errorf("%+v", each)
		}
	}
}

func TestAComponentThatEndsBeforeItIsReadyFailsTheStart(t *testing.T) {
	s := supervise(t, "echo broken; exit 3")
	s.steps[0][0].Probe = component.Probe{Socket: "/nowhere"}
	s.Start()
	status := s.Status()
	if status.Phase != Failed || status.FailedComponent != "a" || !strings.Contains(status.Failure, "exit code 3") {
		t.Errorf("%+v", status)
	}
	if log, err := os.ReadFile(s.processes["a"].logPath); err != nil || string(log) != "broken\n" {
		t.Errorf("log %q, %v", log, err)
	}
}

func TestALaterStepWaitsForTheProbeOfTheEarlier(t *testing.T) {
	ready := filepath.Join(t.TempDir(), "ready")
	s := supervise(t, "exec sleep 60", "exec sleep 60")
	s.steps[0][0].Probe = component.Probe{Socket: ready}
	go s.Start()
	eventually(t, "the first runs", func() bool { return s.Status().Components[0].Running })
	time.Sleep(100 * time.Millisecond)
	if s.Status().Components[1].Running {
		t.Fatal("the second step did not wait")
	}
	if err := s.Serve(ready); err != nil {
		t.Fatal(err)
	}
	eventually(t, "all run", func() bool { return s.Status().Phase == Ready })
}

func TestAComponentThatIsKilledIsStartedAgain(t *testing.T) {
	s := supervise(t, "exec sleep 60")
	s.Start()
	before := s.Status().Components[0].PID
	if err := syscall.Kill(before, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "another process runs", func() bool {
		now := s.Status().Components[0]
		return now.Running && now.PID != before && now.Restarts == 1
	})
}

func TestClientsStopAndStartComponents(t *testing.T) {
	s := supervise(t, "exec sleep 60", "exec sleep 60")
	s.Start()
	socket := filepath.Join(t.TempDir(), "control")
	if err := s.Serve(socket); err != nil {
		t.Fatal(err)
	}
	client := NewClient(socket)
	if err := client.StopComponent("a"); err != nil {
		t.Fatal(err)
	}
	status, err := client.Status()
	if err != nil || status.Components[0].Running || !status.Components[1].Running {
		t.Fatalf("after the stop: %+v, %v", status, err)
	}
	if err := client.StartComponent("a"); err != nil {
		t.Fatal(err)
	}
	if status, err = client.Status(); err != nil || !status.Components[0].Running {
		t.Fatalf("after the start: %+v, %v", status, err)
	}
}

func TestAComponentThatDoesNotExistIsNamed(t *testing.T) {
	s := supervise(t)
	socket := filepath.Join(t.TempDir(), "control")
	if err := s.Serve(socket); err != nil {
		t.Fatal(err)
	}
	client := NewClient(socket)
	for _, act := range []func(string) error{client.StopComponent, client.StartComponent} {
		if err := act("apisrever"); err == nil || !strings.Contains(err.Error(), `"apisrever"`) {
			t.Errorf("got %v", err)
		}
	}
}

func TestRestartDelay(t *testing.T) {
	for restarts, want := range map[int]time.Duration{
		1: 200 * time.Millisecond, 2: 400 * time.Millisecond, 4: 1600 * time.Millisecond, 7: 10 * time.Second, 100: 10 * time.Second,
	} {
		if got := restartDelay(restarts); got != want {
			t.Errorf("restart %d: got %s, want %s", restarts, got, want)
		}
	}
}
