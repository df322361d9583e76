package source

import (
	"go/types"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOtherPackages finds every declaration of packages that the module itself needs, by what declares it, and holds the
// line against the one that the compiler noted.
func TestOtherPackages(t *testing.T) {
	m, err := Load(t.Context(), Config{Dir: "../.."})
	if err != nil {
		t.Fatal(err)
	}
	seen, checked := map[*types.Package]bool{}, 0
	var visit func(p *types.Package)
	visit = func(p *types.Package) {
		if seen[p] || p == types.Unsafe {
			return
		}
		seen[p] = true
		for _, imported := range p.Imports() {
			visit(imported)
		}
		if !m.index.own[p] {
			checked += checkPlaces(t, m, p)
		}
	}
	for _, p := range m.Packages {
		visit(p.Types)
	}
	if problems := m.Unread(); len(problems) > 0 {
		t.Error(problems)
	}
	t.Logf("%d declarations of %d packages", checked, len(seen))
	if checked < 10_000 {
		t.Errorf("only %d declarations", checked)
	}
}

// checkPlaces checks what the scope of a package has, and the fields and methods of its types.
func checkPlaces(t *testing.T, m *Module, p *types.Package) (n int) {
	t.Helper()
	check := func(obj types.Object) {
		n++
		noted, found := m.Fset.Position(obj.Pos()), m.Decl(obj).Pos
		if !found.IsValid() || noted.Line != found.Line || filepath.Base(noted.Filename) != filepath.Base(found.Filename) {
			t.Errorf("%s of %s is at %v, but noted at %v", obj.Name(), p.Path(), found, noted)
		}
	}
	for _, name := range p.Scope().Names() {
		obj := p.Scope().Lookup(name)
		if obj.Pkg() != p || strings.HasPrefix(name, "_C") {
			continue
		}
		check(obj)
		named, ok := obj.Type().(*types.Named)
		if _, isType := obj.(*types.TypeName); !ok || !isType {
			continue
		}
		for fn := range named.Methods() {
			check(fn)
		}
		switch u := named.Underlying().(type) {
		case *types.Struct:
			for f := range u.Fields() {
				check(f)
			}
		case *types.Interface:
			for fn := range u.ExplicitMethods() {
				check(fn)
			}
		}
	}
	return n
}

// TestUnread has files of another module change after the go command has read them. What they say must not be taken for
// absent.
func TestUnread(t *testing.T) {
	for name, c := range map[string]struct {
		text string // of the file then; it is removed without one
		want string
	}{
		"gone":    {"", "a file of another module, whose types are sent, cannot be read"},
		"broken":  {"package other\n\ntype Item struct {\n", "a file of another module, whose types are sent, cannot be read"},
		"another": {"package other\n\ntype Thing struct{}\n", "Item of package example.com/other is not in its files"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "go.mod", "module example.com/m\n\ngo 1.26.0\n\nrequire example.com/other v0.0.0\n\nreplace example.com/other => ./other\n")
			write(t, dir, "m.go", "package m\n\nimport \"example.com/other\"\n\ntype Own struct{ Item other.Item }\n")
			write(t, dir, "other/go.mod", "module example.com/other\n\ngo 1.26.0\n")
			write(t, dir, "other/other.go", "package other\n\n// Item is one.\ntype Item struct{ Name string }\n")
			m, err := Load(t.Context(), Config{Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			if c.text == "" {
				err = os.Remove(filepath.Join(dir, "other/other.go"))
			} else {
				write(t, dir, "other/other.go", c.text)
			}
			if err != nil {
				t.Fatal(err)
			}
			item := m.Packages[0].Types.Scope().Lookup("Own").Type().Underlying().(*types.Struct).Field(0).Type().(*types.Named)
			m.Decl(item.Obj())
			m.Decl(item.Obj())
			if got := m.Unread(); len(got) != 1 || !strings.HasPrefix(got[0].Msg, c.want) || got[0].Help == "" || !strings.HasPrefix(got[0].Pos.Filename, filepath.Join(dir, "other")) {
				t.Errorf("problems %v, want %q", got, c.want)
			}
		})
	}
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
