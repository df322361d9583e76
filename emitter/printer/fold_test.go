package printer

import (
	"strings"
	"testing"
)

// TestFold breaks long lines, where X stands for a long name.
func TestFold(t *testing.T) {
	for _, test := range []struct{ name, line, want string }{
		{"a short line", "func f(a int) { return }", "func f(a int) { return }"},
		{"a call", "func f() {\n\treturn g[T](ctx, X, &U{A: a, B: b})\n}", "func f() {\n\treturn g[T](\n\t\tctx,\n\t\tX,\n\t\t&U{A: a, B: b},\n\t)\n}"},
		{"a call in a call", "var v = f(g(X, h(X)))", "var v = f(\n\tg(\n\t\tX,\n\t\th(\n\t\t\tX,\n\t\t),\n\t),\n)"},
		{"a literal", "var v = T{A: X, LongName: []int{1, 2}}", "var v = T{\n\tA:        X,\n\tLongName: []int{1, 2},\n}"},
		{"a method", "func (c *C) M(a X, b ...int) (c int, err error) {\n}", "func (c *C) M(\n\ta X,\n\tb ...int,\n) (c int, err error) {\n}"},
		{"a method without parameters", "func (c *C) M() (c X, err error) {\n}", "func (c *C) M() (\n\tc X,\n\terr error,\n) {\n}"},
		{"a body on its line", "func (c *C) M() X { return 1 }", "func (c *C) M() X {\n\treturn 1\n}"},
		{"a body that returns nothing", "func (X *C) M() { f() }", "func (X *C) M() {\n\tf()\n}"},
		{"a function literal", "var v = f(func(s S, x X) (int, error) {\n\treturn 1, nil\n})", "var v = f(func(\n\ts S,\n\tx X,\n) (int, error) {\n\treturn 1, nil\n})"},
		{"arguments that are variadic", "var v = f(X, b...)", "var v = f(\n\tX,\n\tb...,\n)"},
		{"a conversion", "var v = (*T)(f(X))", "var v = (*T)(\n\tf(\n\t\tX,\n\t),\n)"},
		{"a method of an interface", "type T interface {\n\tM(a X) error\n}", "type T interface {\n\tM(\n\t\ta X,\n\t) error\n}"},
		{"a struct type", "func f(a struct{ A, X int }, b int) {\n}", "func f(\n\ta struct{ A, X int },\n\tb int,\n) {\n}"},
		{"a type", "type T = G[A, X]", "type T = G[\n\tA,\n\tX,\n]"},
		{"a call over several lines", "var v = f(a, X, g(func() int {\n\treturn 1\n}))",
			"var v = f(\n\ta,\n\tX,\n\tg(func() int {\n\t\treturn 1\n\t}),\n)"},
		{"nothing to break", "var v [X]map[A]B", "var v [X]map[A]B"},
		{"a comment", "// f(a, X)", "// f(a, X)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			long := strings.Repeat("x", Columns-3)
			p := newTestPrinter()
			p.P(strings.ReplaceAll(test.line, "X", long))
			src, err := p.Source("package own\n\n", "")
			if err != nil {
				t.Fatal(err)
			}
			got := strings.TrimPrefix(strings.ReplaceAll(string(src), long, "X"), "package own\n\n")
			if got != test.want+"\n" {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}
