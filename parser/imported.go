package parser

import (
	"bytes"
	"go/token"
	"go/types"
	"os"
	"path/filepath"

	"github.com/grpcgen/grpcgen/parser/ledger"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// Types that grpcgen has made messages and enums of in another module travel as what they are there: the .proto imports
// theirs, and their own glue encodes them. That glue is what a binary links, so it says which Go type is which message;
// the descriptor of its file stands in it too.

// imported is a package of another module that grpcgen has built.
type imported struct {
	goPath   string
	out      *schema.Package
	messages map[string]*schema.Message // by the name of the Go type
	enums    map[string]*schema.Enum    // by the name in the file
	ledger   *ledger.File               // nil below vendor, where only Go packages are
	broken   string                     // why it cannot be used; empty if it can
}

// importedPackage returns the package of another module that declares obj, or nil if grpcgen has not built that.
func (r *reader) importedPackage(obj types.Object) *imported {
	p := obj.Pkg()
	if p == nil || r.byTypes[p] != nil {
		return nil
	}
	if known, ok := r.imported[p]; ok {
		return known
	}
	r.imported[p] = nil
	dir := filepath.Dir(r.position(obj).Filename)
	data, err := os.ReadFile(filepath.Join(dir, schema.GlueFile))
	if err != nil || !bytes.HasPrefix(data, glueHead) {
		return nil
	}
	found := &imported{goPath: p.Path(), messages: map[string]*schema.Message{}, enums: map[string]*schema.Enum{}}
	r.imported[p] = found
	if why := found.read(p, dir, data); why != "" {
		found.broken = found.what() + why
	}
	return found
}

// importedMessage returns the message that a type of another module is there, and done if it is one. Otherwise the type
// may become a message of the package that uses it. The message is nil after a problem was reported.
func (r *reader) importedMessage(named *types.Named, use token.Position) (m *schema.Message, done bool) {
	p := r.importedPackage(named.Obj())
	if p == nil || named.TypeArgs().Len() > 0 {
		return nil, false
	}
	m = p.messages[named.Obj().Name()]
	switch {
	case p.broken != "":
		r.refuseImported(use, named, p.broken)
		return nil, true
	case m == nil:
		return nil, false
	case p.ledger != nil && !p.ledger.HasMessage(m.Name):
		r.refuseImported(use, named, p.hasNot(m.Name))
		return nil, true
	}
	return m, true
}

// importedEnum returns the enum that a type of another module is there, or nil if it is none. A directive or the constants
// decide, as they did there.
func (r *reader) importedEnum(named *types.Named, use token.Position) *schema.Enum {
	obj := named.Obj()
	p := r.importedPackage(obj)
	if p == nil {
		return nil
	}
	d := r.index.of(obj).directives.get("enum")
	if d.has("-") || d == nil && (len(constants(named)) < 2 || !enumByDefault(named)) {
		return nil
	}
	name := schema.Exported(obj.Name())
	if d.has("name") {
		name = d.word("name")
	}
	switch {
	case p.broken != "":
		r.refuseImported(use, named, p.broken)
		return nil
	case p.enums[name] == nil:
		return nil
	case p.ledger != nil && !p.ledger.HasEnum(name):
		r.refuseImported(use, named, p.hasNot(name))
		return nil
	}
	p.enums[name].Go, p.enums[name].Strings = goName(obj), isString(named)
	return p.enums[name]
}

// what begins every reason not to use the package.
func (i *imported) what() string { return "grpcgen has built package " + i.goPath + ", and " }

// hasNot says that the .proto is older than the glue.
func (i *imported) hasNot(name string) string {
	return i.what() + "its " + schema.ProtoDir + "/" + i.out.File + " does not have " + name
}

// refuseImported reports a type of another module whose glue or .proto cannot be used.
func (r *reader) refuseImported(use token.Position, t types.Type, why string) {
	r.diags.Add(use, "run grpcgen build in its module, or take another version of that;\n"+
		"or make a struct a message of this package, by an alias: //grpc:message above type Name = "+r.typeString(t),
		"%s cannot travel: %s", r.typeString(t), why)
}
