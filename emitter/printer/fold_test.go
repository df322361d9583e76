package printer

import (
	"strings"
	"testing"
)

// TestFold breaks long lines, where X stands for a name as long as a line, and Y for one of half that.
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
		{"two variables of a call", "var a, b = f(X, c)", "var a, b = f(\n\tX,\n\tc,\n)"},
		{"a literal of functions", "var v = map[K]func() (c, d int){X: nil, b: nil}", "var v = map[K]func() (c, d int){\n\tX: nil,\n\tb: nil,\n}"},
		{"a literal of functions without results", "var v = []func(){f, X}", "var v = []func(){\n\tf,\n\tX,\n}"},
		{"a body with commas", "func M() (a, b Y) { return a, b, Y }", "func M() (a, b Y) {\n\treturn a, b, Y\n}"},
		{"a body of a function that returns functions", "func M() map[K]func() X { return nil }", "func M() map[K]func() X {\n\treturn nil\n}"},
		{"type arguments of a parameter", "func f(a struct {\n\tA int // one\n\tB int\n}, b map[string]Pair[int64, X], c int) {\n}",
			"func f(\n\ta struct {\n\t\tA int // one\n\t\tB int\n\t},\n\tb map[string]Pair[\n\t\tint64,\n\t\tX,\n\t],\n\tc int,\n) {\n}"},
		{"type arguments of a parameter that then fit", "func f(a struct {\n\tA int // one\n}, b map[string]Pair[int64, Y], c Y) {\n}",
			"func f(\n\ta struct {\n\t\tA int // one\n\t},\n\tb map[string]Pair[int64, Y],\n\tc Y,\n) {\n}"},
		{"nothing to break", "var v [X]map[A]B", "var v [X]map[A]B"},
		{"a comment", "// f(a, X)", "// f(a,\n// X)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			long, half := strings.Repeat("x", Columns-3), strings.Repeat("y", Columns/2)
			p := newTestPrinter()
			p.P(strings.NewReplacer("X", long, "Y", half).Replace(test.line))
			src, err := p.Source("package own\n\n", "")
			if err != nil {
				t.Fatal(err)
			}
			got := strings.TrimPrefix(strings.NewReplacer(long, "X", half, "Y").Replace(string(src)), "package own\n\n")
			if got != test.want+"\n" {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}
