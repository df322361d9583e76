package printer

import (
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// Import is the path of a package that generated code uses.
type Import string

// The packages that generated code uses by itself.
const (
	Fmt          Import = "fmt"
	Context      Import = "context"
	Iter         Import = "iter"
	Reflect      Import = "reflect"
	Root         Import = "github.com/grpcgen/grpcgen"
	Runtime      Import = "github.com/grpcgen/grpcgen/runtime"
	Crud         Import = "github.com/grpcgen/grpcgen/crud"
	CrudImpl     Import = "github.com/grpcgen/grpcgen/crud/crudimpl"
	Wire         Import = "github.com/grpcgen/grpcgen/runtime/wire"
	GRPC         Import = "google.golang.org/grpc"
	Protoreflect Import = "google.golang.org/protobuf/reflect/protoreflect"
	Emptypb      Import = "google.golang.org/protobuf/types/known/emptypb"
	Annotations  Import = "google.golang.org/genproto/googleapis/api/annotations"
	Codes        Import = "google.golang.org/grpc/codes"
	Status       Import = "google.golang.org/grpc/status"
)

// Name returns an identifier of the package.
func (p Import) Name(name string) schema.GoName {
	return schema.GoName{Path: string(p), Name: name}
}

// Imports decides under which names one file imports packages.
type Imports struct {
	own    string              // the package that the file is in; its names are not qualified
	module string              // path of the user's module
	clause map[string]string   // names in package clauses, by import path, as far as they are known
	taken  func(string) bool   // names that no import may have
	names  map[string]string   // names given so far, by import path
	used   map[string]struct{} // values of names
}

// NewImports returns the imports of a file of p. taken reports names that no import may have.
func NewImports(s *schema.Schema, p *schema.Package, taken func(string) bool) *Imports {
	im := &Imports{
		own: p.GoPath, module: s.Module, taken: taken,
		clause: map[string]string{}, names: map[string]string{}, used: map[string]struct{}{},
	}
	for _, p := range []Import{Root, Runtime, Crud, CrudImpl, Wire, GRPC, Protoreflect, Emptypb, Codes, Status} {
		im.clause[string(p)] = path.Base(string(p))
	}
	for _, p := range s.Packages {
		im.clause[p.GoPath] = p.GoName
	}
	for other := range p.ImportedPackages() {
		im.clause[other.GoPath] = other.GoName
	}
	return im
}

// Know says what the clause of a package calls it.
func (im *Imports) Know(importPath, name string) { im.clause[importPath] = name }

// Qualified returns n as the file writes it, and imports its package.
func (im *Imports) Qualified(n schema.GoName) string {
	if n.Path == "" || n.Path == im.own {
		return n.Name
	}
	return im.name(n.Path) + "." + n.Name
}

// Link imports a package of which nothing is named.
func (im *Imports) Link(p Import) { im.names[string(p)] = "_" }

// name returns the name under which the file imports a package: that of the package, with the elements of its path
// before it as long as the name is taken.
func (im *Imports) name(importPath string) string {
	if name, ok := im.names[importPath]; ok {
		return name
	}
	elements := nameElements(importPath)
	name := identifier(im.packageName(importPath))
	for i := len(elements) - 2; im.isTaken(name) && i >= 0; i-- {
		name = identifier(elements[i]) + name
	}
	for base, n := name, 2; im.isTaken(name); n++ {
		name = base + strconv.Itoa(n)
	}
	im.names[importPath], im.used[name] = name, struct{}{}
	return name
}

func (im *Imports) isTaken(name string) bool {
	_, used := im.used[name]
	return used || name == "" || token.IsKeyword(name) || isPredeclared(name) || im.taken(name)
}

// packageName returns the name in the clause of a package, or what its path suggests.
func (im *Imports) packageName(importPath string) string {
	if name, ok := im.clause[importPath]; ok {
		return name
	}
	elements := nameElements(importPath)
	return elements[len(elements)-1]
}

var majorVersion = regexp.MustCompile(`^(.*)[/.]v[0-9]+$`)

// nameElements returns the elements of an import path, without a major version at its end.
func nameElements(importPath string) []string {
	if m := majorVersion.FindStringSubmatch(importPath); m != nil {
		importPath = m[1]
	}
	return strings.Split(importPath, "/")
}

// identifier returns the letters and digits of s, in lower case: a name that can stand in front of a dot. It has no
// underscore, which is how variables of the glue keep away from imports, see scope.
func identifier(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '_' || !token.IsIdentifier("x"+string(r)) {
			return -1
		}
		return r
	}, strings.ToLower(s))
	return strings.TrimLeft(s, "0123456789")
}

// declaration returns the import block: the standard library, then the rest.
func (im *Imports) declaration() string {
	var std, others []string
	for _, importPath := range slices.Sorted(maps.Keys(im.names)) {
		line := strconv.Quote(importPath)
		if name := im.names[importPath]; !im.isKnownAs(importPath, name) {
			line = name + " " + line
		}
		if im.isStd(importPath) {
			std = append(std, line)
		} else {
			others = append(others, line)
		}
	}
	if len(std)+len(others) == 0 {
		return ""
	}
	return fmt.Sprintf("import (\n%s\n\n%s\n)\n\n", strings.Join(std, "\n"), strings.Join(others, "\n"))
}

// isKnownAs reports whether an import without a name of its own is called name, and looks it. The name in the clause
// of a package outside the schema is not known, and need not be the end of its path.
func (im *Imports) isKnownAs(importPath, name string) bool {
	clause, known := im.clause[importPath]
	return path.Base(importPath) == name && (known && clause == name || !known && im.isStd(importPath))
}

// isStd reports whether a package is of the standard library: its path begins with no domain, and it is not the user's.
func (im *Imports) isStd(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".") && importPath != im.module && !strings.HasPrefix(importPath, im.module+"/")
}

// isPredeclared reports whether Go itself declares name.
func isPredeclared(name string) bool { return types.Universe.Lookup(name) != nil }
