package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// toCRLF ends every line below dir as git does when it checks files out for Windows.
func toCRLF(t *testing.T, dir string) {
	t.Helper()
	for name := range snapshot(t, dir) {
		writeFile(t, name, bytes.ReplaceAll(bytes.ReplaceAll(read(t, name), []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n")))
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Files whose lines end in CRLF are up to date as they are, with a license on top as well.
func TestBuildWithCRLF(t *testing.T) {
	dir := newModule(t)
	grpcgen(t, dir, "build").want(t, 0)
	const proto, license = "proto/m/hello/v1/hello.proto", "/*\n * Copyright\n */\n\n"
	for _, name := range []string{proto, "hello/" + schema.GlueFile} {
		name = filepath.Join(dir, name)
		writeFile(t, name, append([]byte(license), read(t, name)...))
	}
	toCRLF(t, dir)
	before := snapshot(t, dir)
	grpcgen(t, dir, "build", "--check").want(t, 0)
	grpcgen(t, dir, "build").want(t, 0, "up to date")
	same(t, before, snapshot(t, dir))

	source := filepath.Join(dir, "hello", "hello.go")
	writeFile(t, source, bytes.ReplaceAll(read(t, source), []byte("name string"), []byte("name, title string")))
	grpcgen(t, dir, "build").want(t, 0, "wrote "+proto, "wrote hello/"+schema.GlueFile)
	for _, name := range []string{proto, "hello/" + schema.GlueFile} {
		if text := string(read(t, filepath.Join(dir, name))); !strings.HasPrefix(text, license+schema.CodeGenerated+"\n") {
			t.Errorf("%s begins with\n%.100s", name, text)
		}
	}
}

// Glue whose .proto is missing is the same error however its lines end: without it the numbers would be given anew.
func TestBuildWithCRLFKeepsNumbers(t *testing.T) {
	dir := t.TempDir()
	source := filepath.Join(dir, "note.go")
	note := func(fields string) string {
		return "package note\n\n//grpc:message\ntype Note struct{ " + fields + " string }\n"
	}
	writeFile(t, filepath.Join(dir, "go.mod"), []byte("module example.com/note\n\ngo 1.26.0\n"))
	writeFile(t, source, []byte(note("A, B, C")))
	grpcgen(t, dir, "build").want(t, 0)
	writeFile(t, source, []byte(note("A, C")))
	grpcgen(t, dir, "build", "--accept-removals").want(t, 0)

	toCRLF(t, dir)
	writeFile(t, source, []byte(note("A, C, D")))
	proto := filepath.Join(dir, "proto", "note", "v1", "note.proto")
	ledger := read(t, proto)
	grpcgen(t, dir, "build").want(t, 0)
	if text := string(read(t, proto)); !strings.Contains(text, "  reserved 2;\n") || !strings.Contains(text, "  string c = 3;\n  string d = 4;\n") {
		t.Errorf("numbers were lost:\n%s", text)
	}

	writeFile(t, proto, ledger)
	glue := filepath.Join(dir, schema.GlueFile)
	lf := read(t, glue)
	if err := os.Remove(proto); err != nil {
		t.Fatal(err)
	}
	withLF := grpcgen(t, dir, "build")
	withLF.want(t, 1, schema.GlueFile+":", "proto/note/v1/note.proto is missing")
	writeFile(t, glue, bytes.ReplaceAll(lf, []byte("\n"), []byte("\r\n")))
	if withCRLF := grpcgen(t, dir, "build"); withCRLF != withLF {
		t.Errorf("%+v, want %+v", withCRLF, withLF)
	}
	if _, err := os.Stat(proto); err == nil {
		t.Error("a .proto was written")
	}
}

// header: of grpcgen.yaml is what --check compares with, and a file that has it can be imported.
func TestBuildWithHeader(t *testing.T) {
	dir := newModule(t)
	grpcgen(t, dir, "build").want(t, 0)
	settings := filepath.Join(dir, "grpcgen.yaml")
	writeFile(t, settings, []byte("version: 1\nheader: Copyright 2026 Acme\n"))
	grpcgen(t, dir, "build", "--check").want(t, 1, "6 files not up to date")
	grpcgen(t, dir, "build", "--diff").want(t, 0, "+// Copyright 2026 Acme\n+\n "+schema.CodeGenerated)
	grpcgen(t, dir, "build").want(t, 0)
	toCRLF(t, dir)
	grpcgen(t, dir, "build", "--check").want(t, 0)

	writeFile(t, settings, []byte("version: 1\nheader: Copyright 2027 Acme\n"))
	grpcgen(t, dir, "build").want(t, 0)
	if err := os.Remove(settings); err != nil {
		t.Fatal(err)
	}
	grpcgen(t, dir, "build", "--check").want(t, 0)
	if text := string(read(t, filepath.Join(dir, "hello", schema.GlueFile))); !strings.HasPrefix(text, "// Copyright 2027 Acme\n\n"+schema.CodeGenerated) {
		t.Errorf("the glue begins with\n%.100s", text)
	}
}
