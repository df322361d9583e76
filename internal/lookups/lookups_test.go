package lookups

import "testing"

func TestTable(t *testing.T) {
	words, names := map[string]bool{}, map[string]bool{}
	for _, l := range All() {
		info := l.Info()
		if info.Word == "" || info.Go == "" || words[info.Word] || names[info.Go] {
			t.Errorf("lookup %d has the words %q and %q", l, info.Word, info.Go)
		}
		words[info.Word], names[info.Go] = true, true
	}
	if last := Null; len(words) != int(last)+1 || (last + 1).Known() {
		t.Errorf("%d lookups are known", len(words))
	}
}

func TestMisfit(t *testing.T) {
	for _, c := range []struct {
		lookup     Lookup
		kind       Kind
		canBeUnset bool
		want       string
	}{
		{Exact, Bool, false, ""},
		{Exact, Nested, true, "a single value"},
		{In, Opaque, true, "a single value"},
		{Less, Ordered, false, ""},
		{Less, Text, false, ""},
		{Less, Bool, false, "values that have an order"},
		{IContains, Text, false, ""},
		{IContains, Ordered, false, "a string"},
		{Null, Nested, true, ""},
		{Null, Text, false, "a field that can be unset"},
	} {
		if got := c.lookup.Misfit(c.kind, c.canBeUnset); got != c.want {
			t.Errorf("%s of %s needs %q, want %q", c.lookup.Info().Word, c.kind.Go(), got, c.want)
		}
	}
}
