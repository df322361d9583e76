package clients

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// grpcurl calls the question service, which it knows by reflection alone: no .proto is given.
type grpcurl struct{ binary, addr string }

const (
	controller = "dsg_example.app_example.QuestionController"
	method     = controller + "/Stream"
)

func newGrpcurl(t *testing.T) grpcurl {
	t.Helper()
	g := grpcurl{binary: filepath.Join(t.TempDir(), "grpcurl"), addr: startServer(t)}
	run(t, nil, "", "go", "build", "-C", "../../../tools", "-o", g.binary, "github.com/fullstorydev/grpcurl/cmd/grpcurl")
	return g
}

// ask asks questions, all at once.
func (g grpcurl) ask(t *testing.T, questions ...string) []string {
	t.Helper()
	var in strings.Builder
	for _, q := range questions {
		fmt.Fprintf(&in, "{\"question_text\": %q}\n", q)
	}
	return responses(t, run(t, nil, in.String(), g.binary, "-plaintext", "-d", "@", g.addr, method))
}

// responses reads what grpcurl prints: a JSON object a message.
func responses(t *testing.T, out string) (all []string) {
	t.Helper()
	for d := json.NewDecoder(strings.NewReader(out)); ; {
		var m struct{ Response string }
		if err := d.Decode(&m); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, out)
		}
		all = append(all, m.Response)
	}
}

func answer(question string) string { return question + ": I don't know i am only a simple stream" }

func TestGrpcurl(t *testing.T) {
	g := newGrpcurl(t)
	for _, test := range []struct{ args, want string }{
		{args: "list", want: controller + "\n"},
		{args: "list", want: "grpc.health.v1.Health\n"},
		{args: "describe " + controller, want: "rpc Stream ( stream .dsg_example.app_example.QuestionStreamRequest ) returns ( stream .dsg_example.app_example.QuestionStreamResponse );"},
		{args: "describe dsg_example.app_example.QuestionStreamRequest", want: "string question_text = 1;"},
	} {
		args := append([]string{"-plaintext", g.addr}, strings.Fields(test.args)...)
		if out := run(t, nil, "", g.binary, args...); !strings.Contains(out, test.want) {
			t.Errorf("%s: want %q in\n%s", test.args, test.want, out)
		}
	}
	for _, questions := range [][]string{nil, {"one", "two", "three"}} {
		got := g.ask(t, questions...)
		if len(got) != len(questions) {
			t.Errorf("%d answers, want %d: %q", len(got), len(questions), got)
			continue
		}
		for i, q := range questions {
			if got[i] != answer(q) {
				t.Errorf("answer %d is %q", i, got[i])
			}
		}
	}
}

// 50 questions, each asked once the one before is answered.
func TestGrpcurlPingPong(t *testing.T) {
	call := newGrpcurl(t).start(t)
	for i := range 50 {
		if got, q := call.ask(t, fmt.Sprint(i)), fmt.Sprint(i); got != answer(q) {
			t.Fatalf("answer %d is %q", i, got)
		}
	}
	if err := call.in.Close(); err != nil {
		t.Error(err)
	}
	if err := call.cmd.Wait(); err != nil {
		t.Errorf("%v\n%s", err, &call.problems)
	}
}

// A client that is killed after the first answer leaves nothing behind: the server stops at once.
func TestGrpcurlCancelled(t *testing.T) {
	call := newGrpcurl(t).start(t)
	if got := call.ask(t, "first"); got != answer("first") {
		t.Errorf("answer %q", got)
	}
	if err := call.cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	if err := call.cmd.Wait(); err == nil {
		t.Error("the client ended by itself")
	}
}

func TestGrpcurlDeadline(t *testing.T) {
	call := newGrpcurl(t).start(t, "-max-time", "0.5")
	// grpcurl notices that the call is over once it has read what it is waiting for.
	end := time.AfterFunc(2*time.Second, func() { _ = call.in.Close() })
	defer end.Stop()
	if err := call.cmd.Wait(); err == nil || !strings.Contains(call.problems.String(), "DeadlineExceeded") {
		t.Errorf("%v\n%s", err, &call.problems)
	}
}

// conversation is a call whose questions depend on the answers.
type conversation struct {
	cmd      *exec.Cmd
	in       io.WriteCloser
	out      *json.Decoder
	problems bytes.Buffer
}

func (g grpcurl) start(t *testing.T, flags ...string) *conversation {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	c := &conversation{cmd: exec.CommandContext(ctx, g.binary, append(flags, "-plaintext", "-d", "@", g.addr, method)...)}
	c.cmd.Stderr = &c.problems
	var err error
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.out = json.NewDecoder(out)
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return c
}

// ask asks a question and waits for the answer.
func (c *conversation) ask(t *testing.T, question string) string {
	t.Helper()
	var m struct{ Response string }
	if _, err := fmt.Fprintf(c.in, "{\"question_text\": %q}\n", question); err != nil {
		t.Fatal(err)
	}
	if err := c.out.Decode(&m); err != nil {
		t.Fatal(err)
	}
	return m.Response
}
