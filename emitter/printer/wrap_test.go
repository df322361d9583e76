package printer

import (
	"strings"
	"testing"
)

func TestWrapComments(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("word ", 30))
	for _, test := range []struct{ name, line, want string }{
		{"short", "// Short.\n", "// Short.\n"},
		{"long", "// " + long + "\n", "// " + strings.TrimSpace(strings.Repeat("word ", 23)) + "\n// " + strings.TrimSpace(strings.Repeat("word ", 7)) + "\n"},
		{"indented", "\t\t// " + long + "\n", "\t\t// " + strings.TrimSpace(strings.Repeat("word ", 22)) + "\n\t\t// " + strings.TrimSpace(strings.Repeat("word ", 8)) + "\n"},
		{"one word", "// " + strings.Repeat("x", 150) + "\n", "// " + strings.Repeat("x", 150) + "\n"},
		{"code", "//\t" + long + "\n", "//\t" + long + "\n"},
		{"a list", "//   - " + long + "\n", "//   - " + long + "\n"},
		{"a directive", "//go:generate " + long + "\n", "//go:generate " + long + "\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, changed := wrapComments([]byte(test.line))
			if string(got) != test.want || changed != (test.line != test.want) {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
		})
	}
}
