package emitter

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// TestRefCompiles compiles packages full of nested messages that share few names, and expects every field to have the
// type that it was meant to have.
func TestRefCompiles(t *testing.T) {
	for seed := range int64(200) {
		packages := randomPackages(rand.New(rand.NewSource(seed)))
		descriptors, err := Descriptors(sorted(packages...))
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for i, p := range packages {
			for _, m := range p.Messages {
				d := findMessage(t, descriptors[i], m.Name)
				for i, f := range m.Fields {
					checkType(t, d.Fields().Get(i), f)
				}
			}
		}
	}
}

// randomPackages makes two packages. The second imports the first.
func randomPackages(r *rand.Rand) []*schema.Package {
	words := []string{"a", "b", "x", "X", "FEntry", "GEntry"}
	packages := []*schema.Package{newPackage("one", "x.b"), newPackage("two", "a.b.x")}
	var all []*schema.Message
	for _, p := range packages {
		seen := map[string]bool{}
		var add func(prefix string, depth int)
		add = func(prefix string, depth int) {
			for range 1 + r.Intn(3) {
				name := prefix + words[r.Intn(len(words))]
				if seen[name] || depth == 0 && strings.ToLower(name) == name {
					continue // a message beside a package of its name is refused, whatever is written
				}
				seen[name] = true
				m := message(p, name, "M"+fmt.Sprint(len(all)))
				all = append(all, m)
				if depth < 3 {
					add(name+".", depth+1)
				}
			}
		}
		add("", 0)
		for _, m := range p.Messages {
			setFields(m, randomFields(r, all, seen, m)...)
		}
	}
	return packages
}

func randomFields(r *rand.Rand, all []*schema.Message, seen map[string]bool, m *schema.Message) []*schema.Field {
	var fields []*schema.Field
	for i := range 2 + r.Intn(3) {
		target := all[r.Intn(len(all))]
		f := field(string(rune('F'+i)), ref(schema.Singular, true, target, "*", target.Go))
		if r.Intn(3) == 0 && !seen[m.Name+"."+names.MapEntry(f.Name)] {
			f.Type = ref(schema.Map, true, target, "map[string]*", target.Go)
			f.Type.Key = schema.String
		}
		fields = append(fields, f)
	}
	return fields
}

func findMessage(t *testing.T, file protoreflect.FileDescriptor, name string) protoreflect.MessageDescriptor {
	t.Helper()
	in := file.Messages()
	outer, inner, nested := strings.Cut(name, ".")
	for nested {
		in = in.ByName(protoreflect.Name(outer)).Messages()
		outer, inner, nested = strings.Cut(inner, ".")
	}
	return in.ByName(protoreflect.Name(outer))
}

func checkType(t *testing.T, got protoreflect.FieldDescriptor, want *schema.Field) {
	t.Helper()
	typ := got.Message()
	if got.IsMap() {
		typ = got.MapValue().Message()
	}
	if string(typ.FullName()) != want.Type.Message.FullName() {
		t.Errorf("%s has type %s, want %s", got.FullName(), typ.FullName(), want.Type.Message.FullName())
	}
}
