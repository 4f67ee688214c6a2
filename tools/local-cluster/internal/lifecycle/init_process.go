package lifecycle

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"gho-platform.local/local-cluster/internal/cluster"
)

const killTimeout = 15 * time.Second

// initProcess is the supervisor of a cluster. The time it was started, in clock
// ticks since boot, tells it from a later process with the same id.
type initProcess struct {
	pid       int
	startTime string
}

// identify reads what tells a running process from others.
func identify(pid int) (initProcess, error) {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return initProcess{}, err
	}
	startTime, err := parseStartTime(string(content))
	return initProcess{pid: pid, startTime: startTime}, err
}

// parseStartTime finds field 22 of /proc/PID/stat. Field 2, the name, is in
// parentheses and may hold spaces and parentheses itself. A process that has
// ended and was not collected counts as gone.
func parseStartTime(stat string) (string, error) {
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
	if len(fields) < 20 {
		return "", fmt.Errorf("read /proc/PID/stat: %d fields after the name, expected at least 20", len(fields))
	}
	if fields[0] == "Z" || fields[0] == "X" {
		return "", os.ErrProcessDone
	}
	return fields[19], nil
}

func (p initProcess) save(paths cluster.Paths) error {
	return os.WriteFile(paths.ProcessFile(), fmt.Appendf(nil, "%d %s\n", p.pid, p.startTime), 0o600)
}

// findInit returns the running supervisor of a cluster, if there is one.
func findInit(paths cluster.Paths) (initProcess, bool) {
	content, err := os.ReadFile(paths.ProcessFile())
	if err != nil {
		return initProcess{}, false
	}
	pidText, startTime, _ := strings.Cut(string(bytes.TrimSpace(content)), " ")
	pid, err := strconv.Atoi(pidText)
	if err != nil {
		return initProcess{}, false
	}
	recorded := initProcess{pid: pid, startTime: startTime}
	return recorded, recorded.running()
}

func (p initProcess) running() bool {
	current, err := identify(p.pid)
	return err == nil && current == p
}

// end asks the process to end, unless forced, and kills it after a while.
func (p initProcess) end(force bool) error {
	signals := []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL}
	if force {
		signals = signals[1:]
	}
	for _, signal := range signals {
		if err := syscall.Kill(p.pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("send %s to process %d: %w", signal, p.pid, err)
		}
		if waitUntil(killTimeout, func() bool { return !p.running() }) {
			return nil
		}
	}
	return fmt.Errorf("end process %d: it still runs %s after SIGKILL", p.pid, killTimeout)
}

// waitUntil asks every 20 ms and reports whether the answer became true.
func waitUntil(timeout time.Duration, holds func() bool) bool {
	for deadline := time.Now().Add(timeout); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if holds() {
			return true
		}
	}
	return holds()
}
