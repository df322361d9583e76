package pagetest

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every package of the examples and of the benchmarks that has model services decodes their pages in a test.
func TestEveryModel(t *testing.T) {
	models := 0
	for _, root := range []string{"../../example", "../../bench"} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.Name() != "grpc_gen.go" {
				return err
			}
			glue, err := os.ReadFile(path)
			if err != nil || !bytes.Contains(glue, []byte("crud.ListResponse[")) {
				return err
			}
			models++
			if folder := filepath.Dir(path); !decodes(t, folder) {
				t.Errorf("no test in %s calls pagetest.Decode", folder)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if models < 5 {
		t.Errorf("%d packages with models were found", models)
	}
}

// decodes reports whether a test in a folder calls Decode.
func decodes(t *testing.T, folder string) bool {
	tests, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range tests {
		if source, err := os.ReadFile(name); err == nil && strings.Contains(string(source), "pagetest.Decode(t, ") {
			return true
		}
	}
	return false
}
