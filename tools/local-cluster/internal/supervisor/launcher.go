package supervisor

import (
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"syscall"
)

// launcher starts child processes and collects every child that ends,
// including orphans handed to it when it is process 1 of a PID namespace.
type launcher struct {
	requests chan launchRequest
	// mutex is held from before a start until the child is in exits, so that
	// the collector never meets a child it does not know yet.
	mutex sync.Mutex
	exits map[int]chan syscall.WaitStatus
}

type launchRequest struct {
	arguments []string
	logPath   string
	reply     chan launchReply
}

type launchReply struct {
	pid  int
	exit <-chan syscall.WaitStatus
	err  error
}

func newLauncher() *launcher {
	l := &launcher{requests: make(chan launchRequest), exits: map[int]chan syscall.WaitStatus{}}
	ended := make(chan os.Signal, 64)
	signal.Notify(ended, syscall.SIGCHLD)
	go l.serve()
	go l.collect(ended)
	return l
}

// launch starts a program whose output is appended to a file. The channel
// delivers how it ended.
func (l *launcher) launch(arguments []string, logPath string) (int, <-chan syscall.WaitStatus, error) {
	request := launchRequest{arguments: arguments, logPath: logPath, reply: make(chan launchReply, 1)}
	l.requests <- request
	reply := <-request.reply
	return reply.pid, reply.exit, reply.err
}

// serve keeps one thread for starting children: the signal a child gets on its
// parent's death is sent when the parent's *thread* ends.
func (l *launcher) serve() {
	runtime.LockOSThread()
	for request := range l.requests {
		pid, exit, err := l.start(request)
		request.reply <- launchReply{pid: pid, exit: exit, err: err}
	}
}

func (l *launcher) start(request launchRequest) (int, <-chan syscall.WaitStatus, error) {
	log, err := os.OpenFile(request.logPath, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, nil, fmt.Errorf("open the log: %w", err)
	}
	defer log.Close()
	l.mutex.Lock()
	defer l.mutex.Unlock()
	process, err := os.StartProcess(request.arguments[0], request.arguments, &os.ProcAttr{
		Files: []*os.File{nil, log, log},
		Sys:   &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL},
	})
	if err != nil {
		return 0, nil, err
	}
	exit := make(chan syscall.WaitStatus, 1)
	l.exits[process.Pid] = exit
	pid := process.Pid
	return pid, exit, process.Release()
}

func (l *launcher) collect(ended <-chan os.Signal) {
	for range ended {
		for l.collectOne() {
		}
	}
}

// collectOne reports whether there was a child to collect.
func (l *launcher) collectOne() bool {
	var status syscall.WaitStatus
	pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
	if err == syscall.EINTR {
		return true
	}
	if err != nil || pid <= 0 {
		return false
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if exit, known := l.exits[pid]; known {
		delete(l.exits, pid)
		exit <- status
	}
	return true
}
