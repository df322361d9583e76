package cut

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCut(t *testing.T) {
	long := strings.Repeat("é", 1<<20)
	if got := Quote(long); got != `"`+strings.Repeat("é", 64)+`..."` {
		t.Error(got)
	}
	if got := Quote(strings.Repeat("é", 64)); strings.Contains(got, "...") {
		t.Error(got)
	}
	for _, text := range []string{fmt.Sprintf("%q is wrong", long), long + " is wrong"} {
		if got := Reason(text, long); len(got) > 200 || !strings.HasSuffix(got, "is wrong") {
			t.Error(got)
		}
	}
	for most := 1020; most < 1024; most++ {
		if got := Text(long, most); len(got) > most || !utf8.ValidString(got) {
			t.Error(got)
		}
	}
}
