package modtree

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// tree writes files into a folder of its own.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestWalk(t *testing.T) {
	root := tree(t, map[string]string{
		"go.mod": "module m\n", "a.go": "", "sub/b.go": "", "sub/deep/c.go": "",
		"nested/go.mod": "module nested\n", "nested/d.go": "", "vendor/x/e.go": "", "sub/testdata/f.go": "", ".git/g": "", "_old/h.go": "", "skipped/i.go": "",
	})
	var found []string
	Walk(root, func(path string) {
		rel, err := filepath.Rel(root, path)
		if err != nil {
			t.Error(err)
		}
		found = append(found, filepath.ToSlash(rel))
	}, "skipped")
	if want := []string{"a.go", "go.mod", "sub/b.go", "sub/deep/c.go"}; !slices.Equal(found, want) {
		t.Errorf("files %q, want %q", found, want)
	}
}

func TestRoot(t *testing.T) {
	root := tree(t, map[string]string{"go.mod": "module example.com/m\n", "sub/a.go": "", "vendor/example.com/other/b.go": ""})
	for _, c := range []struct{ dir, path, want string }{
		{"sub", "example.com/m/sub", root},
		{".", "example.com/m", root},
		{"vendor/example.com/other", "example.com/other", ""},
		{"sub", "example.com/more/sub", ""},
	} {
		if got := Root(filepath.Join(root, filepath.FromSlash(c.dir)), c.path); got != c.want {
			t.Errorf("Root(%s, %s) = %q, want %q", c.dir, c.path, got, c.want)
		}
	}
}
