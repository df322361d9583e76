package runtime

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
)

// What StringOf prints where it does not print a value.
const (
	markRedacted = "[REDACTED]" // it is marked debug_redact
	markUnknown  = "[UNKNOWN]"  // nobody knows whether it is a secret
	markInvalid  = "[INVALID]"  // it has no proto form
	markCycle    = "[CYCLE]"    // the message holds itself
)

// StringOf returns a message in the text format, on one line, for logs and debugging: fields by number, maps by key. It
// leaves out the values of fields and enum values that have the option debug_redact, and those of unknown fields. Unlike
// prototext's, the output is the same in every binary; like it, it is for people, and may change. A nil message is
// "<nil>". StringOf does not panic: a field whose value has no proto form says so.
func StringOf(m proto.Message) string {
	if m == nil || !m.ProtoReflect().IsValid() {
		return "<nil>"
	}
	var p textPrinter
	p.contents(m.ProtoReflect())
	return string(p.b)
}

// textPrinter prints the text format.
type textPrinter struct {
	b      []byte
	within []proto.Message // the messages around, outermost first
}

// fields prints what is set in a message, known fields first.
func (p *textPrinter) fields(m protoreflect.Message) {
	known := m.Descriptor().Fields()
	all := make([]protoreflect.FieldDescriptor, 0, known.Len())
	for i := range known.Len() {
		all = append(all, known.Get(i))
	}
	if m.Descriptor().ExtensionRanges().Len() > 0 {
		m.Range(func(fd protoreflect.FieldDescriptor, _ protoreflect.Value) bool {
			if fd.IsExtension() {
				all = append(all, fd)
			}
			return true
		})
	}
	slices.SortFunc(all, func(a, b protoreflect.FieldDescriptor) int { return cmp.Compare(a.Number(), b.Number()) })
	for _, fd := range all {
		p.field(m, fd)
	}
	p.unknown(m.GetUnknown())
}

// field prints a field if it is set. Reading one panics if its value has no proto form.
func (p *textPrinter) field(m protoreflect.Message, fd protoreflect.FieldDescriptor) {
	start := len(p.b)
	depth := len(p.within)
	defer func() {
		if recover() != nil {
			p.b, p.within = p.b[:start], p.within[:depth]
			p.named(fd, markInvalid)
		}
	}()
	switch {
	case !m.Has(fd):
	case isRedacted(fd.Options()):
		p.named(fd, markRedacted)
	case fd.IsList():
		for i, list := 0, m.Get(fd).List(); i < list.Len(); i++ {
			p.name(fd)
			p.value(fd, list.Get(i))
		}
	case fd.IsMap():
		p.entries(fd, m.Get(fd).Map())
	default:
		p.name(fd)
		p.value(fd, m.Get(fd))
	}
}

// entries prints a map in the order of its keys.
func (p *textPrinter) entries(fd protoreflect.FieldDescriptor, entries protoreflect.Map) {
	var keys []protoreflect.MapKey
	entries.Range(func(k protoreflect.MapKey, _ protoreflect.Value) bool {
		keys = append(keys, k)
		return true
	})
	slices.SortFunc(keys, compareMapKeys)
	for _, k := range keys {
		p.name(fd)
		p.b = append(p.b, "{key:"...)
		p.value(fd.MapKey(), k.Value())
		p.b = append(p.b, " value:"...)
		p.value(fd.MapValue(), entries.Get(k))
		p.b = append(p.b, '}')
	}
}

func compareMapKeys(a, b protoreflect.MapKey) int {
	switch x := a.Interface().(type) {
	case string:
		return cmp.Compare(x, b.String())
	case int32, int64:
		return cmp.Compare(a.Int(), b.Int())
	case uint32, uint64:
		return cmp.Compare(a.Uint(), b.Uint())
	}
	return cmp.Compare(a.String(), b.String()) // false before true
}

// value prints one value.
func (p *textPrinter) value(fd protoreflect.FieldDescriptor, v protoreflect.Value) {
	switch fd.Kind() {
	case protoreflect.MessageKind, protoreflect.GroupKind:
		p.message(v.Message())
	case protoreflect.EnumKind:
		p.enum(fd.Enum().Values().ByNumber(v.Enum()), v.Enum())
	case protoreflect.StringKind:
		p.b = strconv.AppendQuote(p.b, v.String())
	case protoreflect.BytesKind:
		p.b = strconv.AppendQuote(p.b, string(v.Bytes()))
	case protoreflect.FloatKind:
		p.float(v.Float(), 32)
	case protoreflect.DoubleKind:
		p.float(v.Float(), 64)
	default: // bools and integers
		p.b = append(p.b, v.String()...)
	}
}

func (p *textPrinter) enum(value protoreflect.EnumValueDescriptor, number protoreflect.EnumNumber) {
	switch {
	case value == nil:
		p.b = strconv.AppendInt(p.b, int64(number), 10)
	case isRedacted(value.Options()):
		p.b = append(p.b, markRedacted...)
	default:
		p.b = append(p.b, value.Name()...)
	}
}

func (p *textPrinter) float(f float64, bits int) {
	switch {
	case math.IsNaN(f):
		p.b = append(p.b, "nan"...)
	case math.IsInf(f, 1):
		p.b = append(p.b, "inf"...)
	case math.IsInf(f, -1):
		p.b = append(p.b, "-inf"...)
	default:
		p.b = strconv.AppendFloat(p.b, f, 'g', -1, bits)
	}
}

// message prints a message in braces.
func (p *textPrinter) message(m protoreflect.Message) {
	if m.IsValid() && slices.Contains(p.within, m.Interface()) {
		p.b = append(p.b, markCycle...)
		return
	}
	p.b = append(p.b, '{')
	p.contents(m)
	p.b = append(p.b, '}')
}

// contents prints a message without braces.
func (p *textPrinter) contents(m protoreflect.Message) {
	p.within = append(p.within, m.Interface())
	if m.Descriptor().FullName() == "google.protobuf.Any" {
		p.any(m)
	} else {
		p.fields(m)
	}
	p.within = p.within[:len(p.within)-1]
}

// any prints the message in an Any. The bytes of a type that is not linked are not printed: what is secret in them is not
// known.
func (p *textPrinter) any(m protoreflect.Message) {
	fields := m.Descriptor().Fields()
	typeURL, value := fields.ByName("type_url"), fields.ByName("value")
	if t, err := protoregistry.GlobalTypes.FindMessageByURL(m.Get(typeURL).String()); err == nil {
		held := t.New()
		if proto.Unmarshal(m.Get(value).Bytes(), held.Interface()) == nil {
			p.b = append(append(append(p.b, '['), m.Get(typeURL).String()...), "]:"...)
			p.message(held)
			return
		}
	}
	p.field(m, typeURL)
	if m.Has(value) {
		p.named(value, markUnknown)
	}
}

// unknown prints the numbers of unknown fields.
func (p *textPrinter) unknown(raw protoreflect.RawFields) {
	for len(raw) > 0 {
		number, _, n := protowire.ConsumeField(raw)
		if n < 0 {
			return
		}
		p.separate()
		p.b = append(append(strconv.AppendInt(p.b, int64(number), 10), ':'), markUnknown...)
		raw = raw[n:]
	}
}

// named prints a field with a word in place of its value.
func (p *textPrinter) named(fd protoreflect.FieldDescriptor, word string) {
	p.name(fd)
	p.b = append(p.b, word...)
}

// name prints the name of a field and a colon.
func (p *textPrinter) name(fd protoreflect.FieldDescriptor) {
	p.separate()
	p.b = append(append(p.b, fd.TextName()...), ':')
}

// separate prints a space between two fields.
func (p *textPrinter) separate() {
	if n := len(p.b); n > 0 && p.b[n-1] != '{' {
		p.b = append(p.b, ' ')
	}
}

// isRedacted reports whether the options of a field or of an enum value say debug_redact.
func isRedacted(options protoreflect.ProtoMessage) bool {
	switch o := options.(type) {
	case *descriptorpb.FieldOptions:
		return o.GetDebugRedact()
	case *descriptorpb.EnumValueOptions:
		return o.GetDebugRedact()
	}
	return false
}
