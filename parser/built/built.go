// Package built knows what generators have left in other modules: the glue of grpcgen, the descriptors of protoc-gen-go,
// and the .proto files of both. Types that a generator has made messages and enums of are sent as what they are there.
package built

import (
	"errors"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/grpcgen/grpcgen/parser/ledger"
	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// Package is a package of another module that grpcgen has built. Its glue is what a binary links, so it says which Go type
// is which message; the descriptor of its file is in it, too.
type Package struct {
	Out    *schema.Package // nil if the glue cannot be read
	Broken string          // why the types in its file cannot be used; empty if they can

	messages map[string]*schema.Message // by the name of the Go type
	inputs   map[string]*schema.Message // likewise, of types that are another message in requests
	byName   map[string]*schema.Message // by the name in the file
	enums    map[string]*schema.Enum    // likewise

	protoPath string       // of the .proto in its module
	ledger    *ledger.File // nil below vendor, where only Go packages are
}

// Read reads the glue of a package, with all that it declares, in a folder, and the .proto that belongs to it. It returns nil if grpcgen has not built
// the package.
func Read(p *types.Package, scope *types.Scope, dir string) *Package {
	glue, err := os.ReadFile(filepath.Join(dir, schema.GlueFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return &Package{Broken: "its " + schema.GlueFile + " cannot be read: " + reason(err)}
	case !schema.IsGlue(glue):
		return nil
	}
	return read(p, scope, dir, glue)
}

// reason returns what is wrong with a file, without its path.
func reason(err error) string {
	var of *fs.PathError
	if errors.As(err, &of) {
		err = of.Err
	}
	return err.Error()
}

// Message returns the message that a Go type is in a direction, or nil.
func (p *Package) Message(goName string, dir naming.Direction) *schema.Message {
	if m := p.inputs[goName]; m != nil && dir == naming.Request {
		return m
	}
	return p.messages[goName]
}

// Enum returns the enum that a directive names, or that a Go type is by one of the conventions, or nil: which convention
// the module has chosen is not known.
func (p *Package) Enum(given, goName string) *schema.Enum {
	if given != "" {
		return p.enums[given]
	}
	for _, convention := range naming.All() {
		if e := p.enums[convention.Enum(goName)]; e != nil {
			return e
		}
	}
	return nil
}

// WhyNot returns why a message or an enum of the package cannot be used: its .proto is missing, broken, or older than the
// glue. It is empty if it can.
func (p *Package) WhyNot(name string) string {
	if p.Broken == "" && p.ledger != nil && !p.ledger.HasMessage(name) && !p.ledger.HasEnum(name) {
		return "its " + p.protoPath + " does not have " + name
	}
	return p.Broken
}
