package glue

import (
	"cmp"
	"slices"
	"strconv"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/grpcgen/grpcgen/emitter/printer"
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
		g.P("i = ", printer.Wire.Name("PutUnknown"), "(b, i, ", readable(m.Unknown), ")")
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
	g.P("n += ", protowire.SizeTag(protowire.Number(f.Number)), " + ", c.pointer.helper("Len"), "(*v)")
	g.P("}")
}

func (g *glue) putField(f *schema.Field, c fieldCodec) {
	value := c.value(readable(f.Go))
	switch {
	case c.scalar != nil:
		g.P("if ", isSet(*c.scalar, value), " {")
		g.P("i = ", putTag(f.Number), "(b, ", raw(*c.scalar, f.Type.Enum, value), ", ", f.Number, c.tagType, ")")
		g.P("}")
	case c.pointer != nil:
		g.P("if v := ", value, "; v != nil {")
		g.P("i = ", putTag(f.Number), "(b, ", raw(*c.pointer, f.Type.Enum, expr{"*v"}), ", ", f.Number, c.tagType, ")")
		g.P("}")
	case c.message != "":
		g.P("if v := ", value, "; v != nil {")
		g.putMessage(f, c.message, "v")
		g.P("}")
	case c.messages != "":
		g.P("for v, k := ", value, ", len(", value, ")-1; k >= 0; k-- {")
		g.putMessage(f, c.messages, "&v[k]")
		g.P("}")
	default:
		put := expr{c.put.function, "(b, i, ", f.Number, c.tagType, ", ", value, c.put.args, ")"}
		if t := f.Type; t.Max > 0 && t.Card == schema.Map {
			put = expr{printer.Wire.Name("BoundedMap"), "(b, ", put, ", i, ", t.Max, ", ", strconv.FormatBool(t.Key.IsForm()), ", ", strconv.FormatBool(t.Kind.IsForm()), ")"}
		} else if t.Max > 0 {
			put = expr{printer.Wire.Name("Bounded"), "(b, ", put, ", i, ", t.Max, ")"}
		}
		g.P("i = ", put)
	}
}

// putMessage prints how a message is written, and before it its length and tag.
func (g *glue) putMessage(f *schema.Field, put, m string) {
	g.P("start := ", put, "(b, i, ", m, ")")
	g.P("i = ", putTag(f.Number), "(b, ", printer.Wire.Name("PutVarint"), "(b, start, uint64(i-start)), ", f.Number, "<<3|", wireBytes, ")")
}

// raw prints how a value of a kind is written without its tag.
func raw(kind valueKind, enum *schema.Enum, value expr) expr {
	if v := varint(kind, enum, value); v != nil {
		return expr{printer.Wire.Name("PutVarint"), "(b, i, ", v, ")"}
	}
	return expr{kind.helper("Raw"), "(b, i, ", value, ")"}
}

// varint is the varint of a value, and nil for a kind that is none or has checks that Go would not inline.
func varint(kind valueKind, enum *schema.Enum, value expr) expr {
	as := func(function string) expr { return expr{printer.Wire.Name(function), "(", value, ")"} }
	switch kind.Kind {
	case schema.Int64, schema.Uint64:
		return expr{"uint64(", value, ")"}
	case schema.Int32, schema.Uint32:
		return as(kind.Info().Helper)
	case schema.Sint32:
		return expr{printer.Wire.Name("Zigzag"), "(", as("Int32"), ")"}
	case schema.Sint64:
		return expr{printer.Wire.Name("Zigzag"), "(uint64(", value, "))"}
	case schema.EnumKind:
		if !enum.Wide {
			return expr{"uint64(", value, ")"}
		}
	}
	return nil
}

// isSet is the condition under which a scalar without presence travels.
func isSet(kind valueKind, value expr) expr {
	switch kind.Kind {
	case schema.Bool:
		return value
	case schema.Float, schema.Double: // negative zero travels
		return expr{printer.Wire.Name("Has" + kind.Info().Helper), "(", value, ")"}
	}
	return expr{value, " != 0"}
}

// putTag is the function that writes the tag of a field of that number, the shortest of which are inlined.
func putTag(number int) schema.GoName {
	switch protowire.SizeTag(protowire.Number(number)) {
	case 1:
		return printer.Wire.Name("PutTag1")
	case 2:
		return printer.Wire.Name("PutTag2")
	}
	return printer.Wire.Name("PutTag")
}

// readingOrder stands above everything in a file of codecs.
const readingOrder = `// A message is read tag by tag. Encoders write fields in the order of their numbers, so behind each field the tag of the next
// one is tried first: where it is there, fallthrough goes on with that field and saves the jump of the switch. Fields in any
// other order are read as well.

`

func (g *glue) readFunc(m *schema.Message, name string, calls []fieldCodec) {
	g.P("func ", name, "(d *", printer.Wire.Name("Decoder"), ", b []byte, m *", m.Go, ") int {")
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
		skip = expr{"i = ", printer.Wire.Name("KeepUnknown"), "(d, b, start, i, tag, ", writable(m.Unknown), ")"}
	}
	if len(m.Fields) == 0 {
		g.P(skip)
		return
	}
	g.P("switch tag {")
	for i, f := range m.Fields {
		c := calls[i].read
		g.P("case ", printer.Joined(calls[i].tags(f), ", "), ":")
		if f.Type.Max > 0 {
			g.P("bound := d.Bound(", f.Type.Max, ")")
		}
		g.P("i = ", c.function, "(d, b, i, ", calls[i].tagArg, calls[i].into(calls[i].target(f)), c.args, ")")
		if f.Type.Max > 0 {
			g.P("d.Bound(bound)")
		}
		g.clearOthers(m, f)
		if i+1 < len(m.Fields) && calls[i].pointer == nil && f.Oneof == "" {
			g.readNext(m.Fields[i+1], calls[i+1])
		}
	}
	g.P("default:")
	g.P(skip)
	g.P("}")
}

// readNext prints how the next field is read without looking for it, if it comes next: encoders write fields in the order
// of their numbers. An optional field, which mostly is not there, and the members of a oneof are looked for.
func (g *glue) readNext(f *schema.Field, c fieldCodec) {
	next := c.tags(f)[0]
	is, length := "Is1", 1
	switch protowire.SizeTag(protowire.Number(f.Number)) {
	case 1:
	case 2:
		is, length = "Is2", 2
	default:
		return
	}
	g.P("if !", printer.Wire.Name(is), "(b, i, ", next, ") {")
	g.P("break")
	g.P("}")
	g.P("i, tag = i+", length, ", ", next)
	g.P("fallthrough")
}

// readable returns the value of a field, with the zero value behind an embedded pointer that is nil.
func readable(steps []schema.Step) expr { return selector(steps, "Deref", "") }

// writable returns the address of a field, with embedded pointers allocated on the way.
func writable(steps []schema.Step) expr {
	if len(steps) == 0 {
		return expr{"m"}
	}
	return append(expr{"&"}, selector(steps, "Alloc", "d, &")...)
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
			at = expr{printer.Wire.Name(through), "(", prefix, at, ")"}
		}
	}
	return at
}
