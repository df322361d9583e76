package parser

import (
	"go/types"

	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// marshalers are the pairs of package encoding's methods that a type has.
type marshalers struct{ text, binary bool }

func (f marshalers) any() bool { return f.text || f.binary }

// marshalersOf returns how a type marshals itself. A directive that makes it a message or a number comes first.
func (r *reader) marshalersOf(named *types.Named) marshalers {
	if r.isMarkedMessage(named) || r.src.Decl(named.Obj()).Directives.Get("enum").Has("-") {
		return marshalers{}
	}
	return marshalers{
		text:   converts(named, "MarshalText", "UnmarshalText"),
		binary: converts(named, "MarshalBinary", "UnmarshalBinary"),
	}
}

// converts reports whether a type, or a pointer to it, has such a pair of methods: func() ([]byte, error) and
// func([]byte) error. A struct that has them from an embedded field would lose its other fields, and does not count.
func converts(named *types.Named, marshal, unmarshal string) bool {
	for _, name := range []string{marshal, unmarshal} {
		obj, path, _ := types.LookupFieldOrMethod(types.NewPointer(named), true, named.Obj().Pkg(), name)
		fn, ok := obj.(*types.Func)
		if !ok {
			return false
		}
		if s, isStruct := named.Underlying().(*types.Struct); isStruct && len(path) > 1 && s.NumFields() > 1 {
			return false
		}
		in, out := "()", "([]byte, error)"
		if name == unmarshal {
			in, out = "([]byte)", "(error)"
		}
		sig := fn.Signature()
		if tupleString(sig.Params()) != in || tupleString(sig.Results()) != out {
			return false
		}
	}
	return true
}

// methodOf returns the signature of a method of a type, or of a pointer to it, declared or promoted; nil without one.
func methodOf(named *types.Named, name string) *types.Signature {
	obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(named), true, named.Obj().Pkg(), name)
	if fn, ok := obj.(*types.Func); ok {
		return fn.Signature()
	}
	return nil
}

// tupleString spells the types of parameters or results.
func tupleString(tuple *types.Tuple) string {
	s := "("
	for i := range tuple.Len() {
		if i > 0 {
			s += ", "
		}
		s += types.TypeString(tuple.At(i).Type(), nil)
	}
	return s + ")"
}

// marshaled maps a type that marshals itself: to its text, or else to its bytes, unless the tag asks for something else.
func (r *reader) marshaled(named *types.Named, f marshalers, at use, key string) (schema.Kind, bool) {
	var allowed []schema.Kind
	if f.text {
		allowed = append(allowed, schema.Text)
	}
	if f.binary {
		allowed = append(allowed, schema.Binary)
	}
	switch u := named.Underlying().(type) {
	case *types.Basic:
		allowed = append(allowed, encodingsOf(basicKinds[u.Kind()])...)
	case *types.Slice:
		if isByte(u.Elem()) {
			allowed = append(allowed, schema.Bytes)
		}
	case *types.Array:
		if isByte(u.Elem()) {
			allowed = append(allowed, schema.ByteArray)
		}
	}
	return r.choose(allowed, at, key, named)
}

// asksForMarshaler reports whether a tag asks for what the methods of a type write, where it would be sent otherwise.
func asksForMarshaler(f marshalers, tag *source.Directive) bool {
	return f.text && tag.Word("type") == schema.Text.Info().Proto || f.binary && tag.Word("type") == schema.Binary.Info().Proto
}
