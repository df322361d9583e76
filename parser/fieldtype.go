package parser

import (
	"go/token"
	"go/types"

	"github.com/grpcgen/grpcgen/parser/built"
	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// use is where a Go type is used: a field of a message, or an inline parameter or result.
type use struct {
	pkg   *pkg              // the package whose .proto has the message
	in    *schema.Message   // the message
	field string            // the Go name of the field, with a capital
	tag   *source.Directive // what its tag, or //grpc:param, says; may be nil
	pos   token.Position    // of the type
	dir   naming.Direction  // that it travels in
	name  string            // of a message that is named after a method; otherwise empty

	wrapped  []wrapped           // the wrapper messages that in is, from the outermost
	problems *schema.Diagnostics // takes what is wrong with the use
}

// fieldType maps the Go type of a field or inline parameter, or reports why it cannot be sent.
func (r *reader) fieldType(t types.Type, at use) (schema.Type, bool) {
	out := schema.Type{Go: goType(t)}
	ok := true
	if v := r.nullValue(t); v != nil {
		ok = r.null(&out, t, v, at)
		return r.bounded(out, at, ok && r.checkTag(out, at))
	}
	container := r.container(t)
	r.checkNames(t, at)
	inner := at
	if r.wraps(container) {
		_, isMap := container.(*types.Map)
		at, inner = at.inward(isMap)
	}
	switch u := container.(type) {
	case *types.Map:
		out.Card = schema.Map
		r.warnLarge(u.Elem(), at)
		out.Key, ok = r.mapKey(u.Key(), at)
		ok = r.value(&out, u.Elem(), inner, "a map's value") && ok
	case *types.Slice:
		out.Card = schema.Repeated
		r.warnLarge(u.Elem(), at)
		ok = r.value(&out, u.Elem(), inner, "a slice's element")
		out.Unpacked = at.tag.Has("unpacked")
	case *types.Array:
		out.Card, out.Array = schema.Repeated, int(u.Len())
		ok = r.value(&out, u.Elem(), inner, "an array's element") && r.checkElements(u, at)
		out.Unpacked = at.tag.Has("unpacked")
	case *types.Pointer:
		ok = r.pointer(&out, u.Elem(), at)
	default:
		ok = r.value(&out, t, at, "")
	}
	if !ok {
		return out, false
	}
	return r.bounded(out, at, r.checkTag(out, at))
}

// checkElements reports an array without any.
func (r *reader) checkElements(t *types.Array, at use) bool {
	if t.Len() == 0 {
		r.refuse(at, "an array of length 0 has nothing to send", t)
	}
	return t.Len() > 0
}

// container returns the map, slice, array or pointer that holds the values of a field, and nil for a single value.
func (r *reader) container(t types.Type) types.Type {
	if dynamic(t) != schema.NoKind {
		return nil
	}
	if named, ok := types.Unalias(t).(*types.Named); ok && (r.special(named) != "" || r.marshalersOf(named).any()) {
		return nil
	}
	switch u := types.Unalias(t).Underlying().(type) {
	case *types.Map, *types.Pointer:
		return u
	case *types.Slice:
		if !isByte(u.Elem()) {
			return u
		}
	case *types.Array:
		if !isByte(u.Elem()) {
			return u
		}
	}
	return nil
}

// wraps reports whether the values in a slice or a map are slices or maps themselves.
func (r *reader) wraps(container types.Type) bool {
	c, ok := container.(interface{ Elem() types.Type })
	_, isPointer := container.(*types.Pointer)
	if !ok || isPointer {
		return false
	}
	inner := r.container(c.Elem())
	_, isPointer = inner.(*types.Pointer)
	return inner != nil && !isPointer
}

// isByte reports whether t is byte itself: a slice or an array of it is bytes, one of a type over it is repeated.
func isByte(t types.Type) bool { return types.Identical(t, types.Typ[types.Byte]) }

// pointer maps *T: a message or a time by pointer, an optional scalar.
func (r *reader) pointer(out *schema.Type, elem types.Type, at use) bool {
	if r.container(elem) != nil || canBeNil(elem) {
		r.refuse(at, "a pointer to a pointer, slice, array or map has no proto form; slices and maps can be nil by themselves", types.NewPointer(elem))
		return false
	}
	if !r.value(out, elem, at, "") {
		return false
	}
	if out.Kind.IsMessage() {
		out.Pointer = true
	} else {
		out.Card = schema.Optional
	}
	return true
}

// value maps a single value: a scalar, an enum, bytes, a time or a message. Within a slice or a map, where says so.
func (r *reader) value(out *schema.Type, t types.Type, at use, where string) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok && where != "" {
		if r.container(p.Elem()) != nil || canBeNil(p.Elem()) {
			r.refuse(at, where+" cannot be a pointer to a pointer, slice, array or map", t)
			return false
		}
		out.Pointer = true
		return r.value(out, p.Elem(), at, where)
	}
	r.checkNames(t, at)
	if kind := dynamic(t); kind != schema.NoKind {
		out.Kind = kind
		return true
	}
	if named, ok := types.Unalias(t).(*types.Named); ok {
		if done, ok := r.namedType(out, named, at); done {
			return ok
		}
	}
	if where != "" && r.container(t) != nil {
		out.Kind, out.Message = schema.MessageKind, r.wrapper(t, at)
		return out.Message != nil
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		out.Kind, out.Message = schema.MessageKind, r.anonymous(u, at)
		return out.Message != nil
	case *types.Basic:
		return r.basic(out, u, t, at)
	case *types.Slice:
		if isByte(u.Elem()) {
			out.Kind = schema.Bytes
			return true
		}
	case *types.Array:
		if isByte(u.Elem()) {
			out.Kind = schema.ByteArray
			return r.checkElements(u, at)
		}
	}
	r.refuse(at, reason(t), t)
	return false
}

// namedType maps the named types that are more than their underlying type; done is false for the others.
func (r *reader) namedType(out *schema.Type, named *types.Named, at use) (done, ok bool) {
	f := r.marshalersOf(named)
	switch {
	case isTime(named):
		out.Kind, ok = r.encoding(schema.Timestamp, at, "type", named)
		return true, ok
	case isNamed(named, "time", "Duration"):
		out.Kind, ok = r.encoding(schema.Duration, at, "type", named)
		return true, ok
	case asksForMarshaler(f, at.tag):
		out.Kind, ok = r.marshaled(named, f, at, "type")
		return true, ok
	case r.special(named) != "":
		r.refuse(at, r.special(named), named)
		return true, false
	}
	if model := filtered(named); model != nil {
		out.Kind, out.Message, out.Boxed = schema.MessageKind, r.filter(model, at), true
		return true, true
	}
	if built.IsProtocEnum(named) {
		out.Kind, out.Enum = schema.EnumKind, r.protocEnum(named, at)
		return true, out.Enum != nil
	}
	if basic, isBasic := named.Underlying().(*types.Basic); isBasic && basic.Info()&(types.IsInteger|types.IsString) != 0 {
		if e := r.enum(named, at); e != nil {
			out.Kind, out.Enum = schema.EnumKind, e
			return true, true
		}
	}
	if f.any() {
		out.Kind, ok = r.marshaled(named, f, at, "type")
		return true, ok
	}
	if isSealed(named) {
		out.Kind, out.Message = schema.MessageKind, r.sealed(named, at)
		return true, out.Message != nil
	}
	if m, isMessage := r.messageType(named); isMessage {
		out.Kind, out.Message = schema.MessageKind, r.message(m, at)
		return true, out.Message != nil
	}
	return false, false
}

// special returns why a type that is more than its fields cannot be sent, or "".
func (r *reader) special(named *types.Named) string {
	obj := named.Obj()
	if obj.Pkg() == nil {
		return ""
	}
	switch {
	case isUnknownFields(named):
		return "it keeps the unknown fields of the struct that has it as a field"
	case r.nullValue(named) != nil:
		return "it can be absent only as a field by itself: use " + r.typeString(r.nullValue(named).Type()) + ", or a pointer to that"
	}
	return ""
}

// reason returns why a type without a mapping cannot be sent.
func reason(t types.Type) string {
	switch u := t.Underlying().(type) {
	case *types.Chan:
		return "a channel has no proto form; a stream is an iter.Seq2[T, error] in a method's signature"
	case *types.Signature:
		return "a function has no proto form"
	case *types.Interface:
		return "an interface that any package can implement has no proto form: use a struct or any, or give it an unexported method to make it a oneof"
	case *types.Basic:
		if u.Info()&types.IsComplex != 0 {
			return "complex numbers have no proto form: use two floats"
		}
	}
	return "it has no proto form"
}

// basicKinds gives the proto kind of Go's basic types.
var basicKinds = map[types.BasicKind]schema.Kind{
	types.Bool: schema.Bool, types.String: schema.String,
	types.Int8: schema.Int32, types.Int16: schema.Int32, types.Int32: schema.Int32,
	types.Int64: schema.Int64, types.Int: schema.Int64,
	types.Uint8: schema.Uint32, types.Uint16: schema.Uint32, types.Uint32: schema.Uint32,
	types.Uint64: schema.Uint64, types.Uint: schema.Uint64,
	types.Float32: schema.Float, types.Float64: schema.Double,
}

func (r *reader) basic(out *schema.Type, basic *types.Basic, t types.Type, at use) bool {
	if basic.Kind() == types.Invalid {
		*at.problems = append(*at.problems, r.unresolved(at.pos)...)
		return false
	}
	kind, ok := basicKinds[basic.Kind()]
	if !ok {
		r.refuse(at, reason(t), t)
		return false
	}
	out.Kind, ok = r.encoding(kind, at, "type", t)
	return ok
}
