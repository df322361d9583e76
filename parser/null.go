package parser

import (
	"go/types"
	"strings"

	"github.com/grpcgen/grpcgen/parser/built"
	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// nullValue returns the field that holds the value of a type that says by its field Valid whether it has one: a sql.Null[T],
// a sql.NullString and so on, and what other modules made like them for their databases. It returns nil for other types.
func (r *reader) nullValue(t types.Type) *types.Var {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return nil
	}
	if isSQLNull(named) {
		return valueBesideValid(named)
	}
	if r.byTypes[named.Obj().Pkg()] != nil || r.isMarkedMessage(named) || !isScannedAndValued(named) {
		return nil
	}
	value := valueBesideValid(named)
	switch {
	case value == nil,
		r.isMessageElsewhere(named),
		// These have no optional field. Together with Valid they are a message.
		r.container(value.Type()) != nil, canBeNil(value.Type()), r.nullValue(value.Type()) != nil:
		return nil
	}
	return value
}

func isSQLNull(named *types.Named) bool {
	return named.Obj().Pkg().Path() == "database/sql" && strings.HasPrefix(named.Obj().Name(), "Null")
}

// isMessageElsewhere reports whether a type of another module is a message of that module's .proto.
func (r *reader) isMessageElsewhere(named *types.Named) bool {
	if built.IsProtocMessage(named) {
		return true
	}
	p := r.importedPackage(named.Obj())
	return p != nil && named.TypeArgs().Len() == 0 && p.Message(named.Obj().Name(), naming.NoDirection) != nil
}

// valueBesideValid returns the other field of a struct of two, one of which is Valid bool. The struct may be the only field
// of t, embedded.
func valueBesideValid(t types.Type) *types.Var {
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	if s.NumFields() == 1 && s.Field(0).Embedded() {
		value := valueBesideValid(s.Field(0).Type())
		if value == nil || !promotes(t, value.Name()) || !promotes(t, "Valid") {
			return nil
		}
		return value
	}
	if s.NumFields() != 2 {
		return nil
	}
	for i := range 2 {
		valid, value := s.Field(i), s.Field(1-i)
		if valid.Name() == "Valid" && types.Identical(valid.Type(), types.Typ[types.Bool]) && value.Exported() {
			return value
		}
	}
	return nil
}

// promotes reports whether a name selects a field of a struct, or of what it embeds, and not a method.
func promotes(t types.Type, name string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	_, ok := obj.(*types.Var)
	return ok
}

// isScannedAndValued reports whether a type, or a pointer to it, is read from a database by Scan and written by Value.
func isScannedAndValued(named *types.Named) bool {
	scan, value := methodOf(named, "Scan"), methodOf(named, "Value")
	if scan == nil || value == nil || scan.Params().Len() != 1 || tupleString(scan.Results()) != "(error)" {
		return false
	}
	from, isInterface := scan.Params().At(0).Type().Underlying().(*types.Interface)
	return isInterface && from.Empty() && tupleString(value.Params()) == "()" && tupleString(value.Results()) == "(database/sql/driver.Value, error)"
}

// null maps a type of which nullValue has found the value: that, optional.
func (r *reader) null(out *schema.Type, t types.Type, value *types.Var, at use) bool {
	out.Null = value.Name()
	if r.container(value.Type()) != nil || canBeNil(value.Type()) {
		r.refuse(at, "slices, maps and pointers can be nil by themselves", t)
		return false
	}
	if !r.value(out, value.Type(), at, "") {
		return false
	}
	if !out.Kind.IsMessage() {
		out.Card = schema.Optional
	}
	return true
}
