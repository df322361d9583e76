package schema

import (
	"strings"
	"testing"
)

const head = CodeGenerated + "\n// Source: example.com/m/p\n\n" + GlueConstraint + "\n\npackage p\n\n// grpcgenFile is p/v1/p.proto.\n"

// A file is grpcgen's whatever stands above its first line, as long as that is a comment, and however its lines end.
func TestIsGenerated(t *testing.T) {
	for name, c := range map[string]struct {
		text            string
		generated, glue bool
	}{
		"as written":            {head, true, true},
		"no source":             {strings.Replace(head, "// Source: example.com/m/p\n", "", 1), true, true},
		"no constraint":         {strings.Replace(head, GlueConstraint, "", 1), true, false},
		"constraint at the end": {strings.Replace(head, GlueConstraint, "", 1) + GlueConstraint, true, false},
		"license":               {"// Copyright\n\n" + head, true, true},
		"license without gap":   {"// Copyright\n" + head, true, true},
		"license in a block":    {"\n/*\n * Copyright\n\n*/\n" + head, true, true},
		"license in a line":     {"/* Copyright */\n" + head, true, true},
		"never closed":          {"/* Copyright\n" + head, false, false},
		"quoted":                {"/*\n" + CodeGenerated + "\n*/\n", false, false},
		"code above":            {"package p\n" + head, false, false},
		"code behind a comment": {"/* Copyright */ package p\n" + head, false, false},
		"more in the line":      {strings.Replace(head, CodeGenerated, CodeGenerated+" NOT", 1), false, false},
		"empty":                 {"", false, false},
		"only the line":         {CodeGenerated, true, false},
	} {
		for _, text := range []string{c.text, strings.ReplaceAll(c.text, "\n", "\r\n")} {
			if got := IsGenerated([]byte(text)); got != c.generated {
				t.Errorf("%s: generated: %v\n%q", name, got, text)
			}
			if got := IsGlue([]byte(text)); got != c.glue {
				t.Errorf("%s: glue: %v\n%q", name, got, text)
			}
		}
	}
}

func TestReadsGlue(t *testing.T) {
	for _, text := range []string{head, strings.ReplaceAll(head, "\n", "\r\n")} {
		if got := Source([]byte(text)); got != "example.com/m/p" {
			t.Errorf("source %q", got)
		}
		if file, line := Proto([]byte(text)); file != "p/v1/p.proto" || line != 8 {
			t.Errorf("%q in line %d", file, line)
		}
	}
	if file, line := Proto([]byte(CodeGenerated)); file != "" || line != 0 {
		t.Errorf("%q in line %d", file, line)
	}
	if got := Source([]byte("// Source: x\n")); got != "" {
		t.Errorf("source %q of a file that is not ours", got)
	}
}
