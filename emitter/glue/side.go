package glue

import (
	"github.com/grpcgen/grpcgen/emitter/printer"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// A side is a message on the wire and one, several or no values in Go. These functions write the way from one to the
// other, for a single message and for the elements of a stream.

// isMessage reports whether the Go value of a side is the message pointer itself, which needs no conversion.
func isMessage(s schema.Side) bool { return s.Form == schema.Pointer && !s.Message.Framed }

// packed returns the message pointer that holds the values called names.
func (g *glue) packed(s schema.Side, names []string) expr {
	switch s.Form {
	case schema.Pointer:
		return g.framed(s, expr{names[0]})
	case schema.Value:
		return g.framed(s, expr{"&", names[0]})
	}
	var fields []expr
	for i, p := range s.Params {
		fields = append(fields, expr{fieldName(p), ": ", names[i]})
	}
	return expr{"&", s.Message.Go, "{", printer.Joined(fields, ", "), "}"}
}

// framed turns a pointer to the user's type into one to the type that carries it.
func (g *glue) framed(s schema.Side, pointer expr) expr {
	if !s.Message.Framed {
		return pointer
	}
	return expr{printer.Runtime.Name("FrameOf"), "[", g.names.of(s.Message).binding, "](", pointer, ")"}
}

// unpacked returns the values in the message that the pointer called name has.
func unpacked(s schema.Side, name string) []expr {
	pointer := expr{name}
	if s.Message.Framed {
		pointer = expr{name, ".Value()"}
	}
	switch s.Form {
	case schema.Absent:
		return nil
	case schema.Pointer:
		return []expr{pointer}
	case schema.Value:
		return []expr{{"*", pointer}}
	}
	values := make([]expr, len(s.Params))
	for i, p := range s.Params {
		values[i] = expr{name, ".", fieldName(p)}
	}
	return values
}

// packSeq returns an iterator over message pointers for one over the elements of a stream.
func (g *glue) packSeq(sc *printer.Scope, s schema.Side, stream expr) expr {
	if isMessage(s) {
		return stream
	}
	v := sc.Declare("v")
	return expr{printer.Runtime.Name("Map"), "(", stream, ", func(", v, " ", s.Params[0].Type, ") *", g.names.typeOf(s.Message),
		" { return ", g.packed(s, []string{v}), " })"}
}

// unpackSeq returns an iterator over the elements of a stream for one over message pointers.
func (g *glue) unpackSeq(sc *printer.Scope, s schema.Side, stream expr) expr {
	if isMessage(s) {
		return stream
	}
	m := sc.Declare("m")
	return expr{printer.Runtime.Name("Map"), "(", stream, ", func(", m, " *", g.names.typeOf(s.Message), ") ", s.Params[0].Type,
		" { return ", unpacked(s, m)[0], " })"}
}

// fieldName returns the field of an inline side's struct that a parameter fills.
func fieldName(p schema.Param) string { return p.Field.Go[0].Name }
