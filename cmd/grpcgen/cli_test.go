package main

import (
	"encoding/json"
	"path/filepath"
	"testing"
)

func TestUsage(t *testing.T) {
	dir := t.TempDir()
	grpcgen(t, dir).want(t, 0, "Usage:", "build", "init", "version")
	grpcgen(t, dir, "biuld").want(t, 2, `unknown command "biuld"`)
	grpcgen(t, dir, "build", "--nothing").want(t, 2, "unknown flag: --nothing")
	grpcgen(t, dir, "version", "x").want(t, 2)
	grpcgen(t, dir, "-C", "nowhere", "build").want(t, 2, "nowhere")
	grpcgen(t, dir, "build").want(t, 1, "go mod init")
	writeFile(t, filepath.Join(dir, "go.mod"), []byte("module example.com/empty\n\ngo 1.26.0\n"))
	grpcgen(t, dir, "build").want(t, 1, "no annotated type found")
	grpcgen(t, dir, "version").want(t, 0, "grpcgen ", "go1.")
	var v buildVersion
	if err := json.Unmarshal([]byte(grpcgen(t, dir, "version", "--json").out), &v); err != nil || v.Version == "" || v.Go == "" {
		t.Errorf("version --json: %+v, %v", v, err)
	}
}
