package emitter

import (
	"cmp"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// codec prints the three functions that size, write and read a message: one call of package wire a field, in the
// order of the field numbers, and backwards in the order of the wire in the function that writes.
func (g *glue) codec(m *schema.Message, n messageNames) {
	calls := make([]fieldCodec, len(m.Fields))
	for i, f := range m.Fields {
		calls[i] = g.fieldCodec(f.Type)
	}
	g.P("func ", n.size, "(m *", m.Go, ") (n int) {")
	for i, f := range m.Fields {
		g.sizeField(f, calls[i])
	}
	if m.Unknown != nil {
		g.P("n += len(", readable(m.Unknown), ")")
	}
	g.P("return n")
	g.P("}")
	g.P()
	g.P("func ", n.put, "(b []byte, i int, m *", m.Go, ") int {")
	if m.Unknown != nil { // behind the known fields, as protobuf-go writes them
		g.P("i = ", wirePackage.name("PutUnknown"), "(b, i, ", readable(m.Unknown), ")")
	}
	g.checkOneofs(m)
	for _, i := range slices.Backward(wireOrder(m)) {
		g.putField(m.Fields[i], calls[i])
	}
	g.P("return i")
	g.P("}")
	g.P()
	g.readFunc(m, n.read, calls)
}

// wireOrder returns the indexes of the fields in the order that protobuf-go writes them in: by number, and those of
// oneofs behind the others.
func wireOrder(m *schema.Message) []int {
	var order, members []int
	for i, f := range m.Fields {
		if f.Oneof == "" {
			order = append(order, i)
		} else {
			members = append(members, i)
		}
	}
	first := func(i int) int {
		return slices.IndexFunc(m.Fields, func(f *schema.Field) bool { return f.Oneof == m.Fields[i].Oneof })
	}
	slices.SortStableFunc(members, func(a, b int) int { return cmp.Compare(first(a), first(b)) })
	return append(order, members...)
}

func (g *glue) sizeField(f *schema.Field, c fieldCodec) {
	value := c.value(readable(f.Go))
	if c.pointer == nil {
		g.P("n += ", c.size.function, "(", f.Number, ", ", value, c.size.args, ")")
		return
	}
	g.P("if v := ", value, "; v != nil {")
	g.P("n += ", protowire.SizeTag(protowire.Number(f.Number)), " + ", helper("Len", *c.pointer), "(*v)")
	g.P("}")
}

func (g *glue) putField(f *schema.Field, c fieldCodec) {
	value := c.value(readable(f.Go))
	switch {
	case c.scalar != nil:
		g.P("if ", isSet(*c.scalar, value), " {")
		g.P("i = ", putTag(f.Number), "(b, ", helper("Raw", *c.scalar), "(b, i, ", value, "), ", f.Number, c.tagType, ")")
		g.P("}")
	case c.pointer != nil:
		g.P("if v := ", value, "; v != nil {")
		g.P("i = ", putTag(f.Number), "(b, ", helper("Raw", *c.pointer), "(b, i, *v), ", f.Number, c.tagType, ")")
		g.P("}")
	case c.message != "":
		g.P("if v := ", value, "; v != nil {")
		g.P("i = ", wirePackage.name("PutBlock"), "(b, ", c.message, "(b, i, v), i, ", f.Number, ")")
		g.P("}")
	case c.messages != "":
		g.P("for v, k := ", value, ", len(", value, ")-1; k >= 0; k-- {")
		g.P("i = ", wirePackage.name("PutBlock"), "(b, ", c.messages, "(b, i, &v[k]), i, ", f.Number, ")")
		g.P("}")
	default:
		g.P("i = ", c.put.function, "(b, i, ", f.Number, c.tagType, ", ", value, c.put.args, ")")
	}
}

// isSet is the condition under which a scalar without presence travels.
func isSet(kind schema.KindInfo, value expr) expr {
	switch kind {
	case schema.Bool.Info():
		return value
	case schema.Float.Info(), schema.Double.Info(): // negative zero travels
		return expr{wirePackage.name("Has" + kind.Helper), "(", value, ")"}
	}
	return expr{value, " != 0"}
}

// putTag is the function that writes the tag of a field of that number, the shortest of which are inlined.
func putTag(number int) schema.GoName {
	switch protowire.SizeTag(protowire.Number(number)) {
	case 1:
		return wirePackage.name("PutTag1")
	case 2:
		return wirePackage.name("PutTag2")
	}
	return wirePackage.name("PutTag")
}

func (g *glue) readFunc(m *schema.Message, name string, calls []fieldCodec) {
	g.P("func ", name, "(d *", wirePackage.name("Decoder"), ", b []byte, m *", m.Go, ") int {")
	arrays := arrayFields(m)
	g.arrays(arrays)
	g.P("for i := 0; i < len(b); {")
	if m.Unknown != nil {
		g.P("start := i")
	}
	g.P("tag := uint64(b[i])")
	g.P("i++")
	g.P("if tag >= 0x80 {")
	g.P("tag, i = d.Tag(b, i-1)")
	g.P("}")
	g.readFields(m, calls)
	g.P("if i < 0 {")
	g.P("return d.Fail(i, tag)")
	g.P("}")
	g.P("}")
	g.returnFilled(arrays)
	g.P("}")
	g.P()
}

// readFields prints how one record is read: by its tag, or else kept or skipped.
func (g *glue) readFields(m *schema.Message, calls []fieldCodec) {
	skip := expr{"i = d.Skip(b, i, tag)"}
	if m.Unknown != nil {
		skip = expr{"i = ", wirePackage.name("KeepUnknown"), "(d, b, start, i, tag, ", writable(m.Unknown), ")"}
	}
	if len(m.Fields) == 0 {
		g.P(skip)
		return
	}
	g.P("switch tag {")
	for i, f := range m.Fields {
		c := calls[i].read
		g.P("case ", joined(calls[i].tags(f), ", "), ":")
		g.P("i = ", c.function, "(d, b, i, ", calls[i].tagArg, calls[i].target(f), c.args, ")")
		g.clearOthers(m, f)
	}
	g.P("default:")
	g.P(skip)
	g.P("}")
}

// readable returns the value of a field, with the zero value behind an embedded pointer that is nil.
func readable(steps []schema.Step) expr { return selector(steps, "Deref", "") }

// writable returns the address of a field, with embedded pointers allocated on the way.
func writable(steps []schema.Step) expr {
	if len(steps) == 0 {
		return expr{"m"}
	}
	return append(expr{"&"}, selector(steps, "Alloc", "&")...)
}

// selector walks the steps to a field of m; through passes an embedded pointer, which it takes with prefix before it.
func selector(steps []schema.Step, through, prefix string) expr {
	if len(steps) == 0 { // a message that is a slice or a map has its elements in one field
		return expr{"(*m)"}
	}
	at := expr{"m"}
	for i, step := range steps {
		at = expr{at, ".", step.Name}
		if step.Pointer && i < len(steps)-1 {
			at = expr{wirePackage.name(through), "(", prefix, at, ")"}
		}
	}
	return at
}

// fieldCodec is how package wire sizes, writes and reads a field.
type fieldCodec struct {
	size, put, read wireCall
	value           func(expr) expr          // what size and put are given, from the selector of the field
	target          func(*schema.Field) expr // what read is given
	tagType         expr                     // what makes a tag of the number, where put takes a tag
	tagArg          string                   // "tag, " where read takes the tag that it found
	wires           []schema.GoName          // the wire types that read accepts

	// Set where put, and for pointers size, are printed in place.
	scalar   *schema.KindInfo // the kind of a single value
	pointer  *schema.KindInfo // the kind that a pointer points to
	message  string           // the function that writes what a pointer points to
	messages string           // the function that writes the elements of a slice
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
		size:   wireCall{function: wirePackage.name("Size" + stem)},
		put:    wireCall{function: wirePackage.name("Put" + stem)},
		read:   wireCall{function: wirePackage.name("Read" + stem)},
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
		return nullCodec(kind, t.Null)
	case t.Message != nil:
		return g.messageCodec(t)
	case t.Card == schema.Map:
		c := newFieldCodec(pointerStem("Map", t), wireBytes)
		c.tagArg = tagFound
		c.half(t.Key.Info())
		c.half(kind)
		return c
	case t.Card == schema.Repeated:
		return repeatedCodec(kind, t)
	case t.Card == schema.Optional, t.Pointer:
		return optionalCodec(kind)
	}
	c := newFieldCodec(kind.Helper, wireType(kind))
	c.size.function, c.put.function, c.read.function = helper("Size", kind), helper("Put", kind), helper("Read", kind)
	if kind.Packable && !isTable(kind) {
		c.scalar = &kind
		c.tagType = expr{"<<3|", wireType(kind)}
	}
	return c
}

// optionalCodec is the codec of a pointer: what it points to comes from a slab where one kind has many.
func optionalCodec(kind schema.KindInfo) fieldCodec {
	c := newFieldCodec("Optional", wireType(kind))
	c.element(kind)
	c.tagType = expr{"<<3|", wireType(kind)}
	switch {
	case kind.Packable && !isTable(kind):
		c.pointer = &kind
		c.read.function = wirePackage.name("ReadOptionalScalar")
	case kind == schema.String.Info():
		c.pointer = &kind
		c.read = wireCall{function: wirePackage.name("ReadOptionalString")}
	}
	return c
}

// nullCodec is the codec of a sql.Null, whose two fields package wire is given: it does not import database/sql.
func nullCodec(kind schema.KindInfo, field string) fieldCodec {
	c := newFieldCodec("Null", wireType(kind))
	c.element(kind)
	c.tagType = expr{"<<3|", wireType(kind)}
	c.value = func(at expr) expr { return expr{at, ".Valid, ", at, ".", field} }
	c.target = func(f *schema.Field) expr { return expr{writable(f.Go), ".Valid, ", writable(f.Go), ".", field} }
	return c
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
	c := newFieldCodec(stem, wireBytes)
	if t.Card != schema.Singular {
		c.tagArg = tagFound
	}
	if t.Card == schema.Map {
		c.half(t.Key.Info())
	}
	if t.Card == schema.Singular && !t.Pointer {
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
func repeatedCodec(kind schema.KindInfo, t schema.Type) fieldCodec {
	if c, ok := bulkCodec(kind, t); ok {
		return c
	}
	unpacked := t.Unpacked
	c := newFieldCodec(pointerStem("Repeated", t), wireType(kind))
	if kind.Packable {
		packed := newFieldCodec(pointerStem("Packed", t), wireBytes, wireType(kind))
		if unpacked {
			packed.size, packed.put = c.size, c.put
		}
		c = packed
	}
	if !kind.Packable || unpacked {
		c.tagType = expr{"<<3|", wireType(kind)}
	}
	c.tagArg = tagFound
	c.element(kind)
	return c
}

// bulkCodec is the codec of elements that package wire has functions of their own for: strings, and numbers that share
// one record.
func bulkCodec(kind schema.KindInfo, t schema.Type) (fieldCodec, bool) {
	var c fieldCodec
	switch {
	case t.Pointer || t.Unpacked || isTable(kind):
		return c, false
	case kind == schema.String.Info():
		c = newFieldCodec("Strings", wireBytes)
	case kind.Packable:
		c = newFieldCodec("Packed"+kind.Helper, wireBytes, wireType(kind))
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
func (c *fieldCodec) element(kind schema.KindInfo) {
	c.add(expr{helper("Len", kind)}, expr{helper("Raw", kind)}, expr{helper("Read", kind)})
}

// half adds what one half of a map entry needs: the wire type of its record, and the functions for its value.
func (c *fieldCodec) half(kind schema.KindInfo) {
	c.put.args = append(c.put.args, ", ", wireType(kind))
	c.read.args = append(c.read.args, ", ", wireType(kind))
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

var wireBytes = wirePackage.name("Bytes")

func wireType(kind schema.KindInfo) schema.GoName { return wirePackage.name(kind.Wire) }

func helper(verb string, kind schema.KindInfo) schema.GoName {
	if isTable(kind) {
		return schema.GoName{Name: kind.Helper + verb}
	}
	return wirePackage.name(verb + kind.Helper)
}
