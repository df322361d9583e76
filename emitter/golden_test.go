package emitter

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"math/rand"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/emicklei/proto"

	"github.com/grpcgen/grpcgen/parser/schema"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden compares what is emitted for the packages in testdata with the files there.
func TestGolden(t *testing.T) {
	files, err := Emit(richSchema())
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, f := range files {
		paths = append(paths, f.Path)
		if *update {
			if err := f.Write("testdata"); err != nil {
				t.Fatal(err)
			}
		}
		diff, err := f.Diff("testdata")
		if err != nil {
			t.Fatal(err)
		}
		if diff != "" {
			t.Errorf("%s: run go test ./emitter -update\n%s", f.Path, diff)
		}
	}
	want := []string{
		"proto/chat/v1/chat.proto", "chat/grpc_gen.go", "chat/grpc_codec_gen.go",
		"proto/clash/v1/clash.proto", "clash/grpc_gen.go", "clash/grpc_codec_gen.go",
		"proto/gone/v1/gone.proto", "gone/grpc_gen.go", "gone/grpc_codec_gen.go", // which have to go, and are not there
		"proto/shop/v1/shop.proto", "shop/grpc_gen.go", "shop/grpc_codec_gen.go",
	}
	if !slices.Equal(paths, want) {
		t.Errorf("files %v, want %v", paths, want)
	}
}

// TestGlueCompiles builds and vets the golden glue with the Go that it belongs to and the runtime.
func TestGlueCompiles(t *testing.T) {
	out, err := exec.Command("go", "vet", "./testdata/chat", "./testdata/clash", "./testdata/shop").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// TestStaleGlue builds golden glue with a struct that has changed since, and expects what to do in the words of the compiler.
func TestStaleGlue(t *testing.T) {
	out := buildChanged(t, "shop.go", func(src []byte) []byte {
		return bytes.Replace(src, []byte("Price float64"), []byte("Price float32"), 1)
	})
	want := "grpc_codec_gen.go:LINE: cannot convert changed[`run \"grpcgen build\"`] (map index expression of type *struct{Title string; Price float64}) to type *Item"
	checkFirst(t, out, want)
}

// TestGlueOfTwoBuilds builds golden glue with the codec of another build.
func TestGlueOfTwoBuilds(t *testing.T) {
	out := buildChanged(t, schema.CodecFile, func(src []byte) []byte {
		return regexp.MustCompile("(grpcgen(Codec|Services)_runGrpcgenBuild_)[0-9a-f]{16}").ReplaceAll(src, []byte("${1}0123456789abcdef"))
	})
	checkFirst(t, out, "grpc_codec_gen.go:LINE: undefined: grpcgenServices_runGrpcgenBuild_0123456789abcdef")
	for _, want := range []string{"grpc_gen.go", "undefined: grpcgenCodec_runGrpcgenBuild_"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in the output of the compiler:\n%s", want, out)
		}
	}
}

// TestGlueOfLostField builds golden glue with a struct that has lost a field, which the codec needs as well.
func TestGlueOfLostField(t *testing.T) {
	out := buildChanged(t, "shop.go", func(src []byte) []byte {
		return bytes.Replace(src, []byte("Price float64"), nil, 1)
	})
	checkFirst(t, out, "grpc_codec_gen.go:LINE: cannot convert changed[`run \"grpcgen build\"`]")
	if !strings.Contains(out, "m.Price undefined") {
		t.Errorf("the codec compiles without the field:\n%s", out)
	}
}

// TestGlueOfOtherVersion builds golden glue that wants another runtime.
func TestGlueOfOtherVersion(t *testing.T) {
	out := buildChanged(t, schema.CodecFile, func(src []byte) []byte {
		return bytes.ReplaceAll(src, []byte(schema.Handshake), []byte("SupportPackageIsVersion0"))
	})
	checkFirst(t, out, "grpc_codec_gen.go:LINE: undefined: runtime.SupportPackageIsVersion0")
}

// checkFirst checks how the first error of the compiler begins, below the line that names the package.
func checkFirst(t *testing.T, out, want string) {
	t.Helper()
	lines := strings.Split(out, "\n")
	first := regexp.MustCompile(`:\d+:\d+:`).ReplaceAllString(lines[min(1, len(lines)-1)], ":LINE:")
	if !strings.Contains(first, want) {
		t.Errorf("the first error does not begin with %s:\n%s", want, out)
	}
}

// buildChanged builds testdata/shop with one file changed, and returns the errors of the compiler.
func buildChanged(t *testing.T, file string, change func([]byte) []byte) string {
	t.Helper()
	name, err := filepath.Abs("testdata/shop/" + file)
	if err != nil {
		t.Fatal(err)
	}
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	changed, overlay := filepath.Join(t.TempDir(), file), filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(changed, change(src), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(overlay, fmt.Appendf(nil, `{"Replace": {%q: %q}}`, name, changed), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "build", "-overlay", overlay, "./testdata/shop").CombinedOutput()
	if err == nil {
		t.Fatalf("%s was changed, and compiles", file)
	}
	return string(out)
}

// TestDeterministic emits the same packages in another order and expects the same bytes in the same order.
func TestDeterministic(t *testing.T) {
	want, err := Emit(richSchema())
	if err != nil {
		t.Fatal(err)
	}
	for seed := range int64(5) {
		s := richSchema()
		rand.New(rand.NewSource(seed)).Shuffle(len(s.Packages), func(i, j int) { s.Packages[i], s.Packages[j] = s.Packages[j], s.Packages[i] })
		got, err := Emit(s)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.EqualFunc(got, want, func(a, b File) bool { return a.Path == b.Path && bytes.Equal(a.Content, b.Content) }) {
			t.Fatalf("seed %d: other files", seed)
		}
	}
}

// TestSelected expects files for what was asked for, with the same bytes as in a run over everything.
func TestSelected(t *testing.T) {
	all, err := Emit(richSchema())
	if err != nil {
		t.Fatal(err)
	}
	s := richSchema()
	for _, p := range s.Packages {
		p.Selected = p.GoName == "chat"
	}
	got, err := Emit(s)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 {
		t.Fatalf("%d files for one package", len(got))
	}
	for i, f := range got {
		if f.Path != all[i].Path || !bytes.Equal(f.Content, all[i].Content) {
			t.Errorf("%s differs from the run over all packages", f.Path)
		}
	}
}

// TestProtoParses reads every .proto with the parser that reads the ledger.
func TestProtoParses(t *testing.T) {
	files, err := Emit(richSchema())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if filepath.Ext(f.Path) != ".proto" {
			continue
		}
		if _, err := proto.NewParser(bytes.NewReader(f.Content)).Parse(); err != nil {
			t.Errorf("%s: %v", f.Path, err)
		}
	}
}

// TestGlueShape checks the head of each Go file, that gofmt has nothing to do, and how many lines the glue takes.
func TestGlueShape(t *testing.T) {
	s := richSchema()
	files, err := Emit(s)
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]int{}
	for _, f := range files {
		if filepath.Ext(f.Path) != ".go" || f.Removed {
			continue
		}
		head := "// Code generated by grpcgen. DO NOT EDIT.\n// Source: " + module + "/" + path.Dir(f.Path) + "\n\n//go:build !grpcgen\n\npackage "
		if !bytes.HasPrefix(f.Content, []byte(head)) {
			t.Errorf("%s begins with %.160q", f.Path, f.Content)
		}
		formatted, err := format.Source(f.Content)
		if err != nil || !bytes.Equal(formatted, f.Content) {
			t.Errorf("%s is not as gofmt leaves it: %v", f.Path, err)
		}
		lines[path.Dir(f.Path)] += codeLines(f.Content)
	}
	for _, p := range s.Packages {
		if budget := lineBudget(p); lines[p.Dir] > budget {
			t.Errorf("%s has %d lines of code, more than %d", p.Dir, lines[p.Dir], budget)
		}
	}
}

// lineBudget is 15 lines a method, 12 a field, 40 a message, and what services and the file need once. The descriptor
// does not count.
func lineBudget(p *schema.Package) int {
	budget := 31
	for _, s := range p.Services {
		budget += 30 + 15*len(s.Methods)
	}
	for _, m := range p.Messages {
		budget += 40 + 12*len(m.Fields)
	}
	return budget
}

func codeLines(src []byte) int {
	n := 0
	for line := range strings.Lines(string(src)) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "//") && !strings.HasPrefix(line, `"`) {
			n++
		}
	}
	return n
}

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(m.Run())
}
