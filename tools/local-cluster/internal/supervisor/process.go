package supervisor

import (
	"fmt"
	"sync"
	"syscall"
	"time"
)

const (
	// stopTimeout is how long a component may take to end after SIGTERM. The API
	// server would wait a minute for its clients to end their watches.
	stopTimeout = 3 * time.Second
	// A component that keeps ending is started again ever more slowly.
	firstRestartDelay = 200 * time.Millisecond
	lastRestartDelay  = 10 * time.Second
	// One that ran this long had started well: the delay begins anew.
	stableRun = 30 * time.Second
)

// process is one component's child process over its restarts.
type process struct {
	arguments []string
	logPath   string
	launcher  *launcher

	mutex sync.Mutex
	// pid is 0 while no child runs.
	pid      int
	started  time.Time
	restarts int
	// wanted is whether a child that ends is to be started again.
	wanted  bool
	outcome string
	// done is closed when the current child has ended.
	done chan struct{}
}

// start runs a child unless one runs already.
func (p *process) start() error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.pid != 0 {
		return nil
	}
	pid, exit, err := p.launcher.launch(p.arguments, p.logPath)
	if err != nil {
		return fmt.Errorf("start %s: %w", p.arguments[0], err)
	}
	p.pid, p.started, p.outcome = pid, time.Now(), ""
	p.done = make(chan struct{})
	go p.watch(exit, p.done)
	return nil
}

func (p *process) watch(exit <-chan syscall.WaitStatus, done chan struct{}) {
	status := <-exit
	p.mutex.Lock()
	ran := time.Since(p.started)
	p.pid, p.outcome = 0, describe(status)
	again := p.wanted
	p.mutex.Unlock()
	close(done)
	if again {
		p.restart(ran)
	}
}

// restart tries until a child runs or none is wanted any more.
func (p *process) restart(ran time.Duration) {
	delay := restartDelay(p.countRestart(ran))
	for {
		time.Sleep(delay)
		p.mutex.Lock()
		wanted := p.wanted
		p.mutex.Unlock()
		if !wanted || p.start() == nil {
			return
		}
		delay = lastRestartDelay
	}
}

func (p *process) countRestart(ran time.Duration) int {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if ran >= stableRun {
		p.restarts = 0
	}
	p.restarts++
	return p.restarts
}

// restartDelay doubles with every restart in a row, counted from 1.
func restartDelay(restarts int) time.Duration {
	delay := firstRestartDelay
	for ; restarts > 1 && delay < lastRestartDelay; restarts-- {
		delay *= 2
	}
	return min(delay, lastRestartDelay)
}

func (p *process) keepRunning() {
	p.mutex.Lock()
	p.wanted = true
	ended := p.pid == 0
	p.mutex.Unlock()
	if ended {
		go p.restart(0)
	}
}

// stop ends the child, by force if it does not end when asked to.
func (p *process) stop() error {
	p.mutex.Lock()
	p.wanted = false
	pid, done := p.pid, p.done
	p.mutex.Unlock()
	if pid == 0 {
		return nil
	}
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		if err := syscall.Kill(pid, signal); err != nil && err != syscall.ESRCH {
			return fmt.Errorf("send %s to %s: %w", signal, p.arguments[0], err)
		}
		select {
		case <-done:
			return nil
		case <-time.After(stopTimeout):
		}
	}
	return fmt.Errorf("stop %s: process %d did not end when killed", p.arguments[0], pid)
}

// ended says how the child ended, or nothing while it runs.
func (p *process) ended() string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.pid != 0 {
		return ""
	}
	return p.outcome
}

func (p *process) status(name string) ComponentStatus {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return ComponentStatus{Name: name, Running: p.pid != 0, PID: p.pid, Restarts: p.restarts}
}

func describe(status syscall.WaitStatus) string {
	if status.Signaled() {
		return fmt.Sprintf("killed by signal %d (%s)", status.Signal(), status.Signal())
	}
	return fmt.Sprintf("exit code %d", status.ExitStatus())
}
