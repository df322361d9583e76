package parser

import "testing"

func TestImportable(t *testing.T) {
	for _, test := range []struct {
		path, from string
		want       bool
	}{
		{"example.com/a/b", "example.com/c", true},
		{"example.com/a/internal/b", "example.com/a", true},
		{"example.com/a/internal/b", "example.com/a/x/y", true},
		{"example.com/a/internal/b", "example.com/ab", false},
		{"example.com/a/internal", "example.com/c", false},
		{"example.com/a/internal/b/internal", "example.com/a", false},
		{"internal/abi", "example.com/a", false},
		{"example.com/internals/a", "example.com/b", true},
	} {
		if got := importable(test.path, test.from); got != test.want {
			t.Errorf("%s may import %s: %v", test.from, test.path, got)
		}
	}
}
