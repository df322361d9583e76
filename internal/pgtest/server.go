//go:build unix

// Package pgtest runs a real PostgreSQL server for the tests of one binary: private, in a temporary folder, on a Unix
// socket that only its own user and root can reach, and as durable as in production, so that it may be killed and nothing
// that it acknowledged is gone.
//
//	func TestMain(m *testing.M) { pgtest.Main(m, &server) }
//
// or, in one test, server := pgtest.Start(t). The package is of the standard library only; bring your own driver.
package pgtest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long a server may take to start, recover or stop on a busy machine.
const patience = 2 * time.Minute

// Server is a PostgreSQL server that this process started. Its methods are safe for concurrent use.
type Server struct {
	bin    string // the folder of the programs
	folder string // that all files of the server are in
	owner  *syscall.Credential

	mu     sync.Mutex
	pid    int           // of the postmaster; 0 if it does not run
	exited chan struct{} // closed when the postmaster has ended
}

// Start runs a server until t ends.
func Start(t testing.TB) *Server {
	t.Helper()
	s, err := New()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Main runs the tests of m with a server in *server, and exits.
func Main(m *testing.M, server **Server) {
	s, err := New()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	*server = s
	code := m.Run()
	if err := s.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// New makes a database cluster and starts its server. It fails if PostgreSQL is not installed.
func New() (*Server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	owner, err := unprivileged()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "pgtest")
	if err != nil {
		return nil, fmt.Errorf("pgtest: %w", err)
	}
	s := &Server{bin: bin, folder: folder, owner: owner}
	if err := s.create(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	if err := s.Restart(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	return s, nil
}

// create makes the cluster. Text sorts by code points, and letters are letters in all languages.
func (s *Server) create() error {
	if s.owner != nil {
		if err := os.Chown(s.folder, int(s.owner.Uid), int(s.owner.Gid)); err != nil {
			return fmt.Errorf("pgtest: %w", err)
		}
	}
	cmd := s.command("initdb", "--pgdata", s.data(), "--username", "postgres", "--auth", "trust", "--encoding", "UTF8",
		"--locale", "C.UTF-8", "--lc-collate", "C", "--no-sync")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("pgtest: initdb: %w\n%s", err, out)
	}
	return nil
}

// DSN is how to connect to a database of the server, which has one named postgres; pgx, lib/pq and libpq read it.
func (s *Server) DSN(database string) string {
	return fmt.Sprintf("host=%s user=postgres dbname=%s sslmode=disable", s.folder, database)
}

// Restart starts the server after Kill or Stop, and returns when it has recovered and takes connections.
func (s *Server) Restart() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pid != 0 {
		return errors.New("pgtest: the server runs already")
	}
	log, err := os.OpenFile(s.log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	defer log.Close()
	cmd := s.command("postgres", "-D", s.data(), "-k", s.folder, "-c", "listen_addresses=", "-c", "fsync=on",
		"-c", "synchronous_commit=on", "-c", "full_page_writes=on")
	cmd.Stdout, cmd.Stderr = log, log
	started, exited := make(chan error, 1), make(chan struct{})
	go func() {
		// The server gets a signal when the thread that started it ends, so that none outlives its tests.
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // whoever stopped it knows why it ended
		}
		close(exited)
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	s.pid, s.exited = cmd.Process.Pid, exited
	return s.ready()
}

// ready waits until the server says in its lock file that it takes connections, as pg_ctl does.
func (s *Server) ready() error {
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		lock, _ := os.ReadFile(filepath.Join(s.data(), "postmaster.pid")) // not there yet
		lines := strings.Split(string(lock), "\n")
		if len(lines) > 7 && lines[0] == strconv.Itoa(s.pid) && strings.TrimSpace(lines[7]) == "ready" {
			return nil
		}
		select {
		case <-s.exited:
			s.pid = 0
			return fmt.Errorf("pgtest: the server ended while it started:\n%s", s.Log())
		default:
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("pgtest: the server has not started:\n%s", s.Log())
		}
	}
}

// Kill ends the server and all its processes at once, as a crash of the machine does, but for what the kernel still writes.
func (s *Server) Kill() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pid == 0 {
		return errors.New("pgtest: the server does not run")
	}
	if err := syscall.Kill(s.pid, syscall.SIGSTOP); err != nil { // so that it starts no more of them
		return fmt.Errorf("pgtest: %w", err)
	}
	pids := append(children(s.pid), s.pid)
	for _, pid := range pids {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("pgtest: %w", err)
		}
	}
	return s.ended(pids)
}

// Stop ends the server in order, and the sessions of its clients with it.
func (s *Server) Stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pid == 0 {
		return nil
	}
	if err := syscall.Kill(s.pid, syscall.SIGINT); err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	return s.ended(append(children(s.pid), s.pid))
}

// Close stops the server and removes its files.
func (s *Server) Close() error {
	return errors.Join(s.Stop(), os.RemoveAll(s.folder))
}

// ended waits until none of the processes is left: a new server refuses to start beside one of them.
func (s *Server) ended(pids []int) error {
	deadline := time.After(patience)
	select {
	case <-s.exited:
	case <-deadline:
		return fmt.Errorf("pgtest: the server has not ended:\n%s", s.Log())
	}
	s.pid = 0
	for _, pid := range pids {
		for running(pid) {
			select {
			case <-time.After(5 * time.Millisecond):
			case <-deadline:
				return fmt.Errorf("pgtest: process %d of the server has not ended", pid)
			}
		}
	}
	return nil
}

// Log is what the server has logged.
func (s *Server) Log() string {
	log, _ := os.ReadFile(s.log()) // as much as there is
	return string(bytes.TrimSpace(log))
}

func (s *Server) data() string { return filepath.Join(s.folder, "data") }
func (s *Server) log() string  { return filepath.Join(s.folder, "log") }

// command is a program of PostgreSQL, run as a user that may run it.
func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = s.folder
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TZ=UTC")
	cmd.SysProcAttr = attributes()
	cmd.SysProcAttr.Credential = s.owner
	return cmd
}
