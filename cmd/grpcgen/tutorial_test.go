//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/grpcgen/grpcgen/internal/pgtest"
)

// tutorial is somebody who does what docs/models.md says, word by word.
type tutorial struct {
	t    *testing.T
	repo string
	dir  string
	addr string // in place of the address in the text
	dsn  string // in place of the database in the text
	out  string // what the last command has printed
	runs int    // commands so far
}

// tutorialStep is a Go file, its name in bold; commands; or what the last of these prints.
var tutorialStep = regexp.MustCompile("(?m)(?:^\\*\\*(\\S+\\.go)\\*\\*[^\n]*\n\n)?^```(go|sh|)\n((?s:.*?))^```\n")

// TestModelsTutorial runs the ten minutes of docs/models.md: every file, every command, and what it prints. The module
// under test takes the place of a published one, and a private PostgreSQL that of the container.
func TestModelsTutorial(t *testing.T) {
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(repo, "docs", "models.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## Ten minutes\n")
	section, _, _ = strings.Cut(section, "\n## ")
	before, rest, _ := strings.Cut(section, "<details>") // what is there takes a clone, as run does
	_, after, _ := strings.Cut(rest, "</details>")
	do := &tutorial{t: t, repo: repo, dir: t.TempDir(), addr: freeAddress(t), dsn: pgtest.Start(t).DSN("postgres")}
	for _, m := range tutorialStep.FindAllStringSubmatch(before+after, -1) {
		switch name, kind, body := m[1], m[2], m[3]; {
		case kind == "go":
			writeFile(t, filepath.Join(do.dir, name), []byte(strings.ReplaceAll(body, "127.0.0.1:50051", do.addr)))
		case kind == "sh":
			for line := range strings.Lines(body) {
				do.run(strings.TrimSpace(line))
			}
		case do.out != body:
			t.Errorf("docs/models.md shows\n%s\nand this is printed:\n%s", body, do.out)
		}
	}
	if do.runs != 8 {
		t.Errorf("the tutorial has %d commands: is one of them not seen?", do.runs)
	}
}

// run does a line of a terminal.
func (do *tutorial) run(line string) {
	do.t.Helper()
	do.runs++
	switch {
	case strings.HasPrefix(line, "go get -tool "):
		for _, module := range []string{"", "/crud/gormstore"} {
			goCommand(do.t, do.dir, "mod", "edit", "-replace", grpcgenModule+module+"="+do.repo+module, "-require", grpcgenModule+module+"@v0.0.0")
		}
		goCommand(do.t, do.dir, "mod", "edit", "-tool", strings.TrimPrefix(line, "go get -tool "))
	case strings.HasPrefix(line, "docker run "):
	case strings.HasPrefix(line, "export DATABASE_URL="):
		do.t.Setenv("DATABASE_URL", do.dsn)
	case line == "go run ./server":
		binary := filepath.Join(do.t.TempDir(), "server")
		goCommand(do.t, do.dir, "build", "-o", binary, "./server")
		startServer(do.t, binary, do.addr)
	default:
		cmd := exec.CommandContext(do.t.Context(), "sh", "-c", line)
		cmd.Dir, cmd.Env = do.dir, append(os.Environ(), "GOWORK=off")
		out, err := cmd.CombinedOutput()
		if err != nil {
			do.t.Fatalf("%s: %v\n%s", line, err, out)
		}
		do.out = string(out)
	}
}
