package emitter

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// TestRef writes types from inside scopes that have something of the same name.
func TestRef(t *testing.T) {
	s := symbols{
		"a": scopeSymbol, "a.b": scopeSymbol, "c": scopeSymbol, "c.d": scopeSymbol,
		"a.b.Note": typeSymbol, "a.b.Other": typeSymbol, "a.b.Other.Note": typeSymbol, "a.b.Other.Deep": typeSymbol,
		"a.b.Field": typeSymbol, "a.b.Field.Note": otherSymbol,
		"a.b.Hide": typeSymbol, "a.b.Hide.Note": typeSymbol, "a.b.Hide.a": typeSymbol, "a.b.Hide.c": typeSymbol,
		"a.b.Hide.Other": typeSymbol, "a.b.Service": scopeSymbol, "a.b.Service.Note": otherSymbol,
		"c.d.Item": typeSymbol, "c.Item": typeSymbol,
	}
	for _, test := range []struct{ scope, full, want string }{
		{"a.b.Note", "a.b.Note", "Note"},
		{"a.b.Note", "a.b.Other.Note", "Other.Note"},
		{"a.b.Other", "a.b.Note", "a.b.Note"},             // Other.Note is nearer
		{"a.b.Other", "a.b.Other.Note", "Note"},           // as people write it near by
		{"a.b.Other.Deep", "a.b.Note", "a.b.Note"},        // nearer in an outer scope
		{"a.b.Field", "a.b.Note", "Note"},                 // a field is no type
		{"a.b.Hide", "a.b.Note", ".a.b.Note"},             // a is nearer too
		{"a.b.Hide", "a.b.Other.Note", ".a.b.Other.Note"}, // Hide.Other has no Note
		{"a.b.Hide", "c.d.Item", ".c.d.Item"},
		{"a.b.Note", "c.d.Item", "c.d.Item"},
		{"a.b.Service", "a.b.Note", "Note"}, // a method is no type
	} {
		if got := s.ref("a.b", test.scope, test.full); got != test.want {
			t.Errorf("in %s, %s is written %s, want %s", test.scope, test.full, got, test.want)
		}
	}
}

// TestRefCompiles compiles packages full of nested messages that share few names, and expects every field to have the
// type that it was meant to have.
func TestRefCompiles(t *testing.T) {
	for seed := range int64(200) {
		packages := randomPackages(rand.New(rand.NewSource(seed)))
		var files []*protoFile
		var diags schema.Diagnostics
		for _, p := range packages {
			files = append(files, newProtoFile(p, schema.Buf, &diags))
		}
		if err := diags.Err(); err != nil {
			t.Fatal(err)
		}
		descriptors, err := compile(files)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s\n%s", seed, err, files[0].text.String(), files[1].text.String())
		}
		for _, p := range packages {
			for _, m := range p.Messages {
				d := findMessage(t, descriptors[p.File].FileDescriptorProto().MessageType, strings.Split(m.Name, "."))
				for i, f := range m.Fields {
					checkType(t, d, d.Field[i], f)
				}
			}
		}
	}
}

// randomPackages makes two packages. The second imports the first.
func randomPackages(r *rand.Rand) []*schema.Package {
	names := []string{"a", "b", "x", "X", "FEntry", "GEntry"}
	packages := []*schema.Package{newPackage("one", "x.b"), newPackage("two", "a.b.x")}
	var all []*schema.Message
	for _, p := range packages {
		seen := map[string]bool{}
		var add func(prefix string, depth int)
		add = func(prefix string, depth int) {
			for range 1 + r.Intn(3) {
				name := prefix + names[r.Intn(len(names))]
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

func findMessage(t *testing.T, in []*descriptorpb.DescriptorProto, path []string) *descriptorpb.DescriptorProto {
	t.Helper()
	i := slices.IndexFunc(in, func(d *descriptorpb.DescriptorProto) bool { return d.GetName() == path[0] })
	if i < 0 {
		t.Fatalf("no message %v", path)
	}
	if len(path) == 1 {
		return in[i]
	}
	return findMessage(t, in[i].NestedType, path[1:])
}

func checkType(t *testing.T, m *descriptorpb.DescriptorProto, got *descriptorpb.FieldDescriptorProto, want *schema.Field) {
	t.Helper()
	name := got.GetTypeName()
	if want.Type.Card == schema.Map {
		name = findMessage(t, m.NestedType, []string{names.MapEntry(want.Name)}).Field[1].GetTypeName()
	}
	if name != "."+want.Type.Message.FullName() {
		t.Errorf("field %s of %s has type %s, want %s", want.Name, m.GetName(), name, want.Type.Message.FullName())
	}
}
