// Package supervisor runs the components of a cluster as child processes: it
// starts them in order, keeps them running and lets a client on a Unix socket
// stop and start them one by one.
package supervisor

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"gho-platform.local/local-cluster/internal/cluster"
	"gho-platform.local/local-cluster/internal/component"
)

// readyTimeout is generous: a cold disk cache on a busy machine.
const readyTimeout = 120 * time.Second

// Phases of a cluster's life.
const (
	Starting = "Starting"
	Ready    = "Ready"
	Failed   = "Failed"
)

// Status is what a supervisor tells about itself.
type Status struct {
	Phase string `json:"phase"`
	// FailedComponent and Failure say why Phase is Failed.
	FailedComponent string            `json:"failedComponent,omitempty"`
	Failure         string            `json:"failure,omitempty"`
	Components      []ComponentStatus `json:"components"`
}

// ComponentStatus tells about one component.
type ComponentStatus struct {
	Name     string `json:"name"`
	Running  bool   `json:"running"`
	PID      int    `json:"pid,omitempty"`
	Restarts int    `json:"restarts"`
}

// Supervisor runs the components of one cluster.
type Supervisor struct {
	steps     [][]component.Component
	processes map[string]*process
	prober    prober

	mutex  sync.Mutex
	status Status
}

// New prepares a supervisor and starts nothing.
func New(c cluster.Cluster) (*Supervisor, error) {
	prober, err := newProber(c)
	if err != nil {
		return nil, err
	}
	s := &Supervisor{
		steps:     component.Of(c),
		processes: map[string]*process{},
		prober:    prober,
		status:    Status{Phase: Starting},
	}
	launcher := newLauncher()
	for _, step := range s.steps {
		for _, each := range step {
			program, err := locate(each, c.BinDir)
			if err != nil {
				return nil, err
			}
			s.processes[each.Name] = &process{
				arguments: append([]string{program}, each.Arguments...),
				logPath:   c.Paths.Log(each.Name),
				launcher:  launcher,
			}
		}
	}
	return s, nil
}

func locate(c component.Component, binDir string) (string, error) {
	if !c.OnPath {
		return filepath.Join(binDir, c.Program), nil
	}
	program, err := exec.LookPath(c.Program)
	if err != nil {
		return "", fmt.Errorf("find the program of %s: %w", c.Name, err)
	}
	return program, nil
}

// Start brings the components up step by step. From then on a component that
// ends is started again; before that, its end is the failure of the cluster.
func (s *Supervisor) Start() {
	for _, step := range s.steps {
		if name, err := s.startStep(step); err != nil {
			s.fail(name, err)
			return
		}
	}
	for _, process := range s.processes {
		process.keepRunning()
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.status.Phase = Ready
}

func (s *Supervisor) startStep(step []component.Component) (string, error) {
	for _, each := range step {
		if err := s.processes[each.Name].start(); err != nil {
			return each.Name, err
		}
	}
	for _, each := range step {
		if err := s.waitReady(each); err != nil {
			return each.Name, err
		}
	}
	return "", nil
}

// waitReady watches the process while it waits: one that has ended will not
// become ready.
func (s *Supervisor) waitReady(c component.Component) error {
	deadline := time.Now().Add(readyTimeout)
	for {
		if ended := s.processes[c.Name].ended(); ended != "" {
			return fmt.Errorf("%s ended before it was ready: %s", c.Name, ended)
		}
		err := s.prober.probe(c.Probe)
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s was not ready after %s: %w", c.Name, readyTimeout, err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (s *Supervisor) fail(name string, err error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.status.Phase, s.status.FailedComponent, s.status.Failure = Failed, name, err.Error()
}

// Status tells how the cluster does now.
func (s *Supervisor) Status() Status {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	status := s.status
	status.Components = nil
	for _, step := range s.steps {
		for _, each := range step {
			status.Components = append(status.Components, s.processes[each.Name].status(each.Name))
		}
	}
	return status
}

// StopComponent ends a component and keeps it from being started again.
func (s *Supervisor) StopComponent(name string) error {
	process, known := s.processes[name]
	if !known {
		return unknownComponent(name)
	}
	return process.stop()
}

// StartComponent starts a stopped component and returns when it is ready.
func (s *Supervisor) StartComponent(name string) error {
	for _, step := range s.steps {
		for _, each := range step {
			if each.Name == name {
				return s.startAgain(each)
			}
		}
	}
	return unknownComponent(name)
}

func (s *Supervisor) startAgain(c component.Component) error {
	process := s.processes[c.Name]
	if err := process.start(); err != nil {
		return err
	}
	if err := s.waitReady(c); err != nil {
		return err
	}
	process.keepRunning()
	return nil
}

func unknownComponent(name string) error {
	return fmt.Errorf("component %q: no such component in this cluster", name)
}

// Shutdown ends the components, the last started first.
func (s *Supervisor) Shutdown() {
	for index := len(s.steps) - 1; index >= 0; index-- {
		var group sync.WaitGroup
		for _, each := range s.steps[index] {
			group.Add(1)
			go func() {
				defer group.Done()
				if err := s.processes[each.Name].stop(); err != nil {
					fmt.Fprintln(os.Stderr, err)
				}
			}()
		}
		group.Wait()
	}
}
