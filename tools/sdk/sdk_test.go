// Package sdk serves the structs of large modules that know nothing of grpcgen: all that a package exports are either refused,
// for a reason that holds, or come back from the wire as they were.
package sdk

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/grpcgen/grpcgen/tools/sdk/roundtrip"
)

// sdk is a package of structs. The version of its module is fixed, so that what is refused is, too.
type sdk struct {
	name, module, version string
	pkg                   string         // below the module
	structs               int            // that it exports
	refused               map[string]int // how many of them, by the reason
}

var sdks = []sdk{
	{name: "dynamodb", module: "github.com/aws/aws-sdk-go-v2/service/dynamodb", version: "v1.74.0", pkg: "/types", structs: 179, refused: map[string]int{
		"only interfaces that the module declares": 28,
	}},
	{name: "iam", module: "github.com/aws/aws-sdk-go-v2/service/iam", version: "v1.66.0", pkg: "/types", structs: 105},
	{name: "s3", module: "github.com/aws/aws-sdk-go-v2/service/s3", version: "v1.114.10", pkg: "/types", structs: 196, refused: map[string]int{
		"only interfaces that the module declares": 2,
	}},
	{name: "core", module: "k8s.io/api", version: "v0.33.4", pkg: "/core/v1", structs: 230, refused: map[string]int{
		"writes itself as JSON": 48,
	}},
	{name: "slack", module: "github.com/slack-go/slack", version: "v0.36.0", structs: 611, refused: map[string]int{
		"an interface that any package can implement": 88,
		"writes itself as JSON":                       1,
		"a pointer to a pointer, slice, array or map": 3,
		"a channel has no proto form":                 1,
		"is internal to its module":                   1,
		"has no exported field":                       11,
		"has no field that is sent":                   63,
		"are both the field":                          2,
	}},
	{name: "github", module: "github.com/google/go-github/v75", version: "v75.0.0", pkg: "/github", structs: 851, refused: map[string]int{
		"an interface that any package can implement": 6,
		"a pointer to a pointer, slice, array or map": 123,
		"has no exported field":                       1,
		"are both the field":                          6,
		"clashes with the message":                    1,
	}},
	{name: "ec2", module: "github.com/aws/aws-sdk-go-v2/service/ec2", version: "v1.347.0", pkg: "/types", structs: 992},
}

func TestSDKs(t *testing.T) {
	t.Setenv("GOFLAGS", "-mod=mod")
	work := t.TempDir()
	tool := filepath.Join(t.TempDir(), "grpcgen")
	run(t, "../..", "go", "build", "-o", tool, "./cmd/grpcgen")
	writeModule(t, work)
	packages := make([]*packageTest, len(sdks))
	for i, s := range sdks {
		packages[i] = &packageTest{sdk: s, dir: filepath.Join(work, s.name), holds: map[string][]string{}, refused: map[string]string{}}
		packages[i].findStructs(t, work)
	}
	for building := true; building; {
		building = false
		for _, p := range packages {
			p.writeSource(t)
		}
		out := build(work, tool)
		for _, p := range packages {
			building = p.refuse(out) || building
		}
		if !building && out != "" {
			t.Fatal(out)
		}
	}
	for _, p := range packages {
		t.Run(p.name, func(t *testing.T) {
			p.check(t)
			p.writeTest(t)
			t.Log(run(t, work, "go", "test", "-gcflags=-N -l", "./"+p.name)) // not optimized, the glue compiles in a fraction of the time
		})
	}
}

// writeModule writes a module that needs all of them.
func writeModule(t *testing.T, work string) {
	t.Helper()
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	text := "module example.com/sdk\n\ngo 1.26.0\n\nrequire github.com/grpcgen/grpcgen v0.0.0\n\nreplace github.com/grpcgen/grpcgen => " + repo + "\n"
	for _, s := range sdks {
		text += "\nrequire " + s.module + " " + s.version + "\n"
	}
	write(t, filepath.Join(work, "go.mod"), text)
	if err := os.CopyFS(filepath.Join(work, "roundtrip"), os.DirFS("roundtrip")); err != nil {
		t.Fatal(err)
	}
}

// build returns what grpcgen has to say about the module, but for what it wrote.
func build(work, tool string) string {
	cmd := exec.Command(tool, "build")
	cmd.Dir = work
	var problems strings.Builder
	cmd.Stderr = &problems
	if cmd.Run() == nil {
		return ""
	}
	return problems.String()
}

// packageTest is the package of the module that holds the structs of one SDK.
type packageTest struct {
	sdk
	dir     string
	all     []string            // the structs
	holds   map[string][]string // what a type of the package names in its declaration
	lines   map[int]string      // the struct of each line of the source
	refused map[string]string   // the reason, by the struct
}

// findStructs finds the structs that the package exports.
func (p *packageTest) findStructs(t *testing.T, work string) {
	t.Helper()
	files := strings.Fields(run(t, work, "go", "list", "-f", "{{.Dir}}{{range .GoFiles}} {{.}}{{end}}", p.module+p.pkg))
	for _, name := range files[1:] {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(files[0], name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			if d, ok := decl.(*ast.GenDecl); ok && d.Tok == token.TYPE {
				for _, spec := range d.Specs {
					p.add(spec.(*ast.TypeSpec))
				}
			}
		}
	}
	slices.Sort(p.all)
}

// add notes a type of the package.
func (p *packageTest) add(spec *ast.TypeSpec) {
	name := spec.Name.Name
	if _, isStruct := spec.Type.(*ast.StructType); isStruct && spec.Name.IsExported() && spec.TypeParams == nil && !spec.Assign.IsValid() {
		p.all = append(p.all, name)
	}
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			hidden := len(n.Names) > 0 && !n.Names[0].IsExported()
			if !hidden && (n.Tag == nil || !strings.Contains(n.Tag.Value, `json:"-"`)) {
				ast.Inspect(n.Type, visit)
			}
			return false
		case *ast.SelectorExpr:
			p.holds[name] = append(p.holds[name], n.Sel.Name)
			return false
		case *ast.Ident:
			p.holds[name] = append(p.holds[name], n.Name)
		}
		return true
	}
	ast.Inspect(spec.Type, visit)
}

// reaches reports whether a type is another one or holds it.
func (p *packageTest) reaches(name, other string, seen map[string]bool) bool {
	if seen[name] {
		return false
	}
	seen[name] = true
	return name == other || slices.ContainsFunc(p.holds[name], func(inner string) bool { return p.reaches(inner, other, seen) })
}

// accepted returns the structs that have not been refused.
func (p *packageTest) accepted() []string {
	return slices.DeleteFunc(slices.Clone(p.all), func(name string) bool { return p.refused[name] != "" })
}

// atOnce is how many fields the messages have that reach the structs: the Go compiler takes long for larger functions.
const atOnce = 50

// writeSource writes messages that have a field of every struct that has not been refused.
func (p *packageTest) writeSource(t *testing.T) {
	t.Helper()
	p.lines = map[int]string{}
	text := fmt.Sprintf("package %s\n\nimport sdk %q\n", p.name, p.module+p.pkg)
	n := 0
	for some := range slices.Chunk(p.accepted(), atOnce) {
		n++
		text += fmt.Sprintf("\n//grpc:message\ntype SomeOfThem%d struct {\n", n)
		for _, name := range some {
			p.lines[strings.Count(text, "\n")+1] = name
			text += "\tThe" + name + " *sdk." + name + "\n"
		}
		text += "}\n"
	}
	write(t, filepath.Join(p.dir, p.name+".go"), text)
}

// culprit finds the type that cannot be sent. A message names it at its first use alone.
var culprit = regexp.MustCompile(`sent: (?:field \w+ of (\w+): |(?:\w+\.)?(\w+) (?:has|writes) )`)

// refuse notes what a build refuses and what holds that, and reports whether it is anything.
func (p *packageTest) refuse(out string) bool {
	found := false
	for _, m := range regexp.MustCompile(`(?m)^`+p.name+`/`+p.name+`\.go:(\d+):\d+: (.*)$`).FindAllStringSubmatch(out, -1) {
		line, _ := strconv.Atoi(m[1])
		if name := p.lines[line]; name != "" && !strings.HasPrefix(m[2], "warning: ") {
			p.refused[name], found = reason(m[2]), true
			if why := culprit.FindStringSubmatch(m[2]); why != nil {
				p.refuseHolders(why[1]+why[2], reason(m[2]))
			}
		}
	}
	return found
}

// refuseHolders refuses all that hold a type: each would be refused in a build of its own.
func (p *packageTest) refuseHolders(name, why string) {
	for _, holder := range p.accepted() {
		if p.reaches(holder, name, map[string]bool{}) {
			p.refused[holder] = why
		}
	}
}

// reason returns which of the reasons a message gives first.
func reason(message string) string {
	found, first := message, len(message)
	for _, r := range roundtrip.Reasons {
		if i := strings.Index(message, r.Words); i >= 0 && i < first {
			found, first = r.Words, i
		}
	}
	return found
}

// check holds what was refused against what should be.
func (p *packageTest) check(t *testing.T) {
	t.Helper()
	counts := map[string]int{}
	for _, why := range p.refused {
		counts[why]++
	}
	if len(p.all) != p.structs || !maps.Equal(counts, p.sdk.refused) {
		t.Errorf("%s: of %d structs were refused: %#v; want %d, and %#v", p.name, len(p.all), counts, p.structs, p.sdk.refused)
	}
}

// writeTest writes a test of the structs beside their glue.
func (p *packageTest) writeTest(t *testing.T) {
	t.Helper()
	var text strings.Builder
	fmt.Fprintf(&text, "package %s\n\nimport (\n\t\"testing\"\n\n\t\"example.com/sdk/roundtrip\"\n\t\"github.com/grpcgen/grpcgen\"\n\n\tsdk %q\n)\n\n", p.name, p.module+p.pkg)
	text.WriteString("func Test(t *testing.T) {\n\tunmarshal := func(b []byte, v any) error { return grpcgen.Unmarshal(b, v) }\n")
	text.WriteString("\tcodec := roundtrip.Codec{Marshal: grpcgen.Marshal, Unmarshal: unmarshal}\n\tcodec.Check(t")
	for _, name := range p.accepted() {
		text.WriteString(", new(sdk." + name + ")")
	}
	text.WriteString(")\n")
	for _, name := range slices.Sorted(maps.Keys(p.refused)) {
		fmt.Fprintf(&text, "\troundtrip.CheckReason(t, %q, new(sdk.%s))\n", p.refused[name], name)
	}
	text.WriteString("}\n")
	write(t, filepath.Join(p.dir, p.name+"_test.go"), text.String())
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// run runs a program, which must not fail, and returns what it prints.
func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var out, problems strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s%s", filepath.Base(name), strings.Join(args, " "), err, out.String(), problems.String())
	}
	return out.String()
}
