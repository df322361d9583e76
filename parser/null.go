package parser

import (
	"go/types"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// nullValue returns the field that holds the value of a sql.Null[T], a sql.NullString and so on, and nil for other types.
func nullValue(t types.Type) *types.Var {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != "database/sql" || !strings.HasPrefix(named.Obj().Name(), "Null") {
		return nil
	}
	s, ok := named.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	for f := range s.Fields() {
		if f.Name() != "Valid" {
			return f
		}
	}
	return nil
}

// null maps a sql.Null: its value, optional.
func (r *reader) null(out *schema.Type, t types.Type, value *types.Var, at use) bool {
	out.Null = value.Name()
	if r.container(value.Type()) != nil || canBeNil(value.Type()) {
		r.refuse(at, "slices, maps and pointers can be nil by themselves", t)
		return false
	}
	if !r.value(out, value.Type(), at, "") {
		return false
	}
	switch {
	case out.Kind == schema.MessageKind:
		r.refuse(at, "use a pointer to the message", t)
		return false
	case !out.Kind.IsMessage():
		out.Card = schema.Optional
	}
	return true
}
