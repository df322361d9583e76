package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"time"

	"google.golang.org/grpc"
)

// usage is what a process has used up to now.
type usage struct {
	CPU            time.Duration
	Mallocs, Bytes uint64
	Heap, RSS      int64 // by how much either has grown at most since beginGrowth
}

// What a process can be asked for. Less costs it less.
const (
	onlyCPU     = "cpu"
	beginGrowth = "growth"
	everything  = "all"
)

// process is a server in a process of its own, so that what a client uses does not count.
type process struct {
	address string
	ask     func(what string) usage // safe for one goroutine at a time
	close   func()
}

// startProcess starts this program again as the server of a contender.
func startProcess(contender string, d database) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	answers, out, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, "-serve", contender, "-kind", d.kind, "-dsn", d.dsn)
	cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = os.Stderr, os.Stderr, []*os.File{out}
	questions, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	out.Close()
	p := &process{}
	lines := json.NewDecoder(bufio.NewReader(answers))
	if err := lines.Decode(&p.address); err != nil {
		return nil, fmt.Errorf("%s over %s has not started: %w", contender, d.kind, err)
	}
	p.ask = func(what string) (u usage) {
		_, err := io.WriteString(questions, what+"\n")
		must(err)
		must(lines.Decode(&u))
		return u
	}
	p.close = func() {
		questions.Close()
		must(cmd.Wait())
	}
	return p, nil
}

// serveModel is the other end of startProcess: for each line it reads, it writes what the process has used.
func serveModel(contender string, d database, questions io.Reader, answers io.Writer) error {
	address, err := startServer(contender, d)
	if err != nil {
		return err
	}
	out := json.NewEncoder(answers)
	if err := out.Encode(address); err != nil {
		return err
	}
	var grown growth
	for lines := bufio.NewScanner(questions); lines.Scan(); {
		if err := out.Encode(grown.answer(lines.Text())); err != nil {
			return err
		}
	}
	return nil
}

// startServer starts a contender in this process, for as long as that lives.
func startServer(contender string, d database) (address string, err error) {
	for _, c := range modelContenders() {
		if c.name != contender {
			continue
		}
		register, err := c.open(d)
		if err != nil {
			return "", err
		}
		s := grpc.NewServer(c.options...)
		register(s)
		l := listen()
		go func() { must(s.Serve(l)) }()
		return l.Addr().String(), nil
	}
	return "", fmt.Errorf("there is no contender %q", contender)
}

// used returns what this process has used.
func used() usage {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return usage{CPU: cpuTime(), Mallocs: m.Mallocs, Bytes: m.TotalAlloc}
}

// growth is by how much the memory of this process has grown at most since it was begun.
type growth struct {
	stop        chan struct{}
	stopped     sync.WaitGroup
	heap0, rss0 int64
	heap, rss   int64
}

// answer answers what this process is asked for.
func (g *growth) answer(what string) usage {
	if what == onlyCPU {
		return usage{CPU: cpuTime()}
	}
	u := used()
	if g.stop != nil {
		close(g.stop)
		g.stopped.Wait()
		g.stop = nil
		u.Heap, u.RSS = g.heap-g.heap0, g.rss-g.rss0
	}
	if what == beginGrowth {
		g.begin()
		u = used()
	}
	return u
}

func (g *growth) begin() {
	runtime.GC()
	g.heap0, g.rss0 = memory()
	g.heap, g.rss = g.heap0, g.rss0
	g.stop = make(chan struct{})
	g.stopped.Go(func() {
		for tick := time.NewTicker(50 * time.Millisecond); ; {
			select {
			case <-g.stop:
				return
			case <-tick.C:
				heap, rss := memory()
				g.heap, g.rss = max(g.heap, heap), max(g.rss, rss)
			}
		}
	})
}

// memory returns how large the heap and all of this process are.
func memory() (heap, rss int64) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if b, err := os.ReadFile("/proc/self/statm"); err == nil {
		if fields := bytes.Fields(b); len(fields) > 1 {
			pages, _ := strconv.ParseInt(string(fields[1]), 10, 64)
			rss = pages * int64(os.Getpagesize())
		}
	}
	return int64(m.HeapInuse), rss
}
