//go:build unix

package pgtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// query asks with psql, which comes with the server.
func query(t *testing.T, s *Server, sql string) string {
	t.Helper()
	cmd := exec.Command(filepath.Join(s.bin, "psql"), "-X", "-A", "-t", "-q", "-d", s.DSN("postgres"), "-c", sql)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", sql, err, out)
	}
	return strings.TrimSpace(string(out))
}

func TestServer(t *testing.T) {
	s := Start(t)
	if got := query(t, s, "SHOW fsync"); got != "on" {
		t.Errorf("fsync is %s", got)
	}
	if got := query(t, s, "SELECT lower('ÄÉΣ')"); got != "äéσ" {
		t.Errorf("lower gives %s", got)
	}
	query(t, s, "CREATE TABLE kept (id int)")
	query(t, s, "INSERT INTO kept VALUES (1), (2)")

	if err := s.Restart(); err == nil {
		t.Error("a second server starts beside the first")
	}
	pids := children(s.pid)
	if len(pids) == 0 {
		t.Error("the server has no processes of its own")
	}
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	for _, pid := range pids {
		if running(pid) {
			t.Errorf("process %d is left", pid)
		}
	}
	if err := s.Kill(); err == nil {
		t.Error("a server is killed that does not run")
	}
	if err := s.Restart(); err != nil {
		t.Fatal(err)
	}
	if got := query(t, s, "SELECT count(*) FROM kept"); got != "2" {
		t.Errorf("after a crash there are %s rows of 2", got)
	}
	if !strings.Contains(s.Log(), "not properly shut down") {
		t.Errorf("the server did not recover:\n%s", s.Log())
	}
}

func TestClose(t *testing.T) {
	s, err := New()
	if err != nil {
		t.Fatal(err)
	}
	pid := s.pid
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if running(pid) {
		t.Error("the server still runs")
	}
	if _, err := os.Stat(s.folder); !os.IsNotExist(err) {
		t.Errorf("its files are left: %v", err)
	}
}
