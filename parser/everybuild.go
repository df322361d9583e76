package parser

import (
	"go/token"
	"go/types"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// A .proto and its glue are the same in every build of a package. So what they are made of must be, too: a declaration
// whose file is left out of some builds, or has a twin in other ones, is refused.

// checkEveryBuild reports a declaration that is not part of every build; for one of another module, its use.
func (r *reader) checkEveryBuild(problems *schema.Diagnostics, obj types.Object, usedAt token.Position) {
	if obj.Pkg() == nil {
		return
	}
	pos := r.src.Decl(obj).Pos
	why := r.src.Constraint(pos.Filename)
	if why == "" {
		return
	}
	help := "move it to a file that is part of every build"
	if r.byTypes[obj.Pkg()] == nil {
		pos, help = usedAt, "declare a type of your own; or, if it is a field, leave it out: `grpc:\"-\"`"
	}
	problems.Add(pos, help, "%s is not the same in every build: %s", obj.Name(), why)
}

// checkNames is checkEveryBuild for the names under which a field has its type: aliases, and the type itself. One of another module
// that is sent as its methods write it is that module's own affair.
func (r *reader) checkNames(t types.Type, at use) {
	for {
		alias, ok := t.(*types.Alias)
		if !ok {
			break
		}
		r.checkEveryBuild(at.problems, alias.Obj(), at.pos)
		t = alias.Rhs()
	}
	if named, ok := t.(*types.Named); ok && (r.byTypes[named.Obj().Pkg()] != nil || !r.marshalersOf(named).any()) {
		r.checkEveryBuild(at.problems, named.Obj(), at.pos)
	}
}
