package glue

import (
	"github.com/grpcgen/grpcgen/emitter/printer"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// fieldCodec is how package wire sizes, writes and reads a field.
type fieldCodec struct {
	size, put, read wireCall
	value           func(expr) expr          // what size and put are given, from the selector of the field
	target          func(*schema.Field) expr // the address that read is given
	made            schema.GoName            // what makes read an address of the pointer that is there
	tagType         expr                     // what makes a tag of the number, where put takes a tag
	tagArg          string                   // "tag, " where read takes the tag that it found
	wires           []schema.GoName          // the wire types that read accepts

	// Set where put, and for pointers size, are printed in place.
	scalar   *valueKind // the kind of a single value
	pointer  *valueKind // the kind that a pointer points to
	message  string     // the function that writes what a pointer points to
	messages string     // the function that writes the elements of a slice
}

// wireCall is a function of package wire and what it is given behind the field.
type wireCall struct {
	function schema.GoName
	args     expr
}

// tagFound hands the tag of a record to what reads it, which then sees how many records of the field follow.
const tagFound = "tag, "

// newFieldCodec returns the calls of Size, Put and Read with one stem.
func newFieldCodec(stem string, wires ...schema.GoName) fieldCodec {
	return fieldCodec{
		size:   wireCall{function: printer.Wire.Name("Size" + stem)},
		put:    wireCall{function: printer.Wire.Name("Put" + stem)},
		read:   wireCall{function: printer.Wire.Name("Read" + stem)},
		wires:  wires,
		value:  func(at expr) expr { return at },
		target: func(f *schema.Field) expr { return writable(f.Go) },
	}
}

func (g *glue) fieldCodec(t schema.Type) fieldCodec {
	c := g.plainCodec(t)
	if t.Array > 0 {
		g.holdInArray(&c, t)
	}
	return c
}

// plainCodec is the codec of a field that is not held in an array.
func (g *glue) plainCodec(t schema.Type) fieldCodec {
	kind := g.kindOf(t)
	switch {
	case t.Null != "":
		return g.nullCodec(kind, t)
	case t.Message != nil:
		return g.messageCodec(t)
	case t.Card == schema.Map:
		c := newFieldCodec(pointerStem("Map", t), wireBytes)
		c.tagArg = tagFound
		c.half(keyOf(t))
		c.half(kind)
		return c
	case t.Card == schema.Repeated:
		return repeatedCodec(kind, t)
	case t.Card == schema.Optional, t.Pointer:
		return optionalCodec(kind)
	}
	c := newFieldCodec(kind.Info().Helper, kind.wireType())
	c.size.function, c.put.function, c.read.function = kind.helper("Size"), kind.helper("Put"), kind.helper("Read")
	if kind.Info().Packable && !kind.isTable() {
		c.scalar = &kind
		c.tagType = expr{"<<3|", kind.wireType()}
	}
	return c
}

// optionalCodec is the codec of a pointer: what it points to comes from a slab where one kind has many.
func optionalCodec(kind valueKind) fieldCodec {
	c := newFieldCodec("Optional", kind.wireType())
	c.element(kind)
	c.tagType = expr{"<<3|", kind.wireType()}
	switch {
	case kind.Info().Packable && !kind.isTable():
		c.pointer = &kind
		c.readNew(kind, "New")
	case kind.Kind == schema.String:
		c.pointer = &kind
		c.readNew(kind, "NewString")
	}
	return c
}

// readNew has the value that a pointer points to read, and made by a function of package wire if there is none.
func (c *fieldCodec) readNew(kind valueKind, function string) {
	c.made = printer.Wire.Name(function)
	c.read = wireCall{function: kind.helper("Read")}
}

// into returns what read is given for a field that is at an address.
func (c *fieldCodec) into(address expr) expr {
	if c.made.Name == "" {
		return address
	}
	return expr{c.made, "(d, ", address, ")"}
}

// nullCodec is the codec of a sql.Null or a type like it, whose two fields package wire is given: it does not import
// database/sql.
func (g *glue) nullCodec(kind valueKind, t schema.Type) fieldCodec {
	if t.Message != nil {
		c := newFieldCodec("NullMessage", wireBytes)
		n := g.messageFuncs(t.Message)
		c.add(expr{n.size}, expr{n.put}, expr{n.read})
		c.inNull(t.Null, "&")
		return c
	}
	c := newFieldCodec("Null", kind.wireType())
	c.element(kind)
	c.tagType = expr{"<<3|", kind.wireType()}
	c.inNull(t.Null, "")
	return c
}

// inNull has the two fields passed, the value behind prefix.
func (c *fieldCodec) inNull(field, prefix string) {
	c.value = func(at expr) expr { return expr{at, ".Valid, ", prefix, at, ".", field} }
	c.target = func(f *schema.Field) expr { return expr{writable(f.Go), ".Valid, ", writable(f.Go), ".", field} }
}

// messageStems are the stems for messages, by cardinality: held by value, by pointer.
var messageStems = map[schema.Card][2]string{
	schema.Singular: {"Value", "Message"},
	schema.Repeated: {"Values", "Messages"},
	schema.Map:      {"ValueMap", "MessageMap"},
}

func (g *glue) messageCodec(t schema.Type) fieldCodec {
	stem := messageStems[t.Card][0]
	if t.Pointer {
		stem = messageStems[t.Card][1]
	}
	if t.Boxed {
		stem = "Boxed"
	}
	c := newFieldCodec(stem, wireBytes)
	if t.Card != schema.Singular {
		c.tagArg = tagFound
	}
	if t.Card == schema.Map {
		c.half(keyOf(t))
	}
	if t.Card == schema.Singular && !t.Pointer && !t.Boxed {
		c.value = func(at expr) expr { return expr{"&", at} }
	}
	n := g.messageFuncs(t.Message)
	c.add(expr{n.size}, expr{n.put}, expr{n.read})
	switch {
	case t.Card == schema.Singular && t.Pointer:
		c.message = n.put
	case t.Card == schema.Repeated && !t.Pointer:
		c.messages = n.put
	}
	return c
}

// messageFuncs returns the functions of a message, which can be those of another package's.
func (g *glue) messageFuncs(m *schema.Message) messageNames {
	if n, ok := g.names.messages[m]; ok {
		return n
	}
	variable := g.names.codec(m)
	return messageNames{size: variable + ".Size", put: variable + ".Put", read: variable + ".Read"}
}

// pointerStem returns the stem of the functions for elements, or that for pointers to them.
func pointerStem(stem string, t schema.Type) string {
	switch {
	case !t.Pointer:
		return stem
	case stem == "Repeated":
		return "Pointers"
	case stem == "Packed":
		return "PackedPointers"
	}
	return "Pointer" + stem
}

// repeatedCodec writes one record for all elements, or one for each; where the first is possible, both are read.
func repeatedCodec(kind valueKind, t schema.Type) fieldCodec {
	if c, ok := bulkCodec(kind, t); ok {
		return c
	}
	unpacked := t.Unpacked
	c := newFieldCodec(pointerStem("Repeated", t), kind.wireType())
	if kind.Info().Packable {
		packed := newFieldCodec(pointerStem("Packed", t), wireBytes, kind.wireType())
		if unpacked {
			packed.size, packed.put = c.size, c.put
		}
		c = packed
	}
	if !kind.Info().Packable || unpacked {
		c.tagType = expr{"<<3|", kind.wireType()}
	}
	c.tagArg = tagFound
	c.element(kind)
	return c
}

// bulkCodec is the codec of elements that package wire has functions of their own for: strings, and numbers that share
// one record.
func bulkCodec(kind valueKind, t schema.Type) (fieldCodec, bool) {
	var c fieldCodec
	switch {
	case t.Pointer || t.Unpacked || kind.isTable():
		return c, false
	case kind.Kind == schema.String:
		c = newFieldCodec("Strings", wireBytes)
	case kind.Info().Packable:
		c = newFieldCodec("Packed"+kind.Info().Helper, wireBytes, kind.wireType())
	default:
		return c, false
	}
	c.tagArg = tagFound
	return c, true
}

// add appends an argument to each of the three calls.
func (c *fieldCodec) add(size, put, read expr) {
	c.size.args = append(c.size.args, ", ", size)
	c.put.args = append(c.put.args, ", ", put)
	c.read.args = append(c.read.args, ", ", read)
}

// element adds the functions for a single value without its tag.
func (c *fieldCodec) element(kind valueKind) {
	c.add(expr{kind.helper("Len")}, expr{kind.helper("Raw")}, expr{kind.helper("Read")})
}

// half adds what one half of a map entry needs: the wire type of its record, and the functions for its value.
func (c *fieldCodec) half(kind valueKind) {
	c.put.args = append(c.put.args, ", ", kind.wireType())
	c.read.args = append(c.read.args, ", ", kind.wireType())
	c.element(kind)
}

// tags returns the tags of the records that carry f.
func (c *fieldCodec) tags(f *schema.Field) []expr {
	tags := make([]expr, len(c.wires))
	for i, w := range c.wires {
		tags[i] = expr{f.Number, "<<3 | ", w}
	}
	return tags
}

var wireBytes = printer.Wire.Name("Bytes")
