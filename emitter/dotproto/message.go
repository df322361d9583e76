package dotproto

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// declarations prints what is declared inside the message outer, or at the top of the file for "".
func (f *File) declarations(outer string) {
	nest := f.nested[outer]
	if nest == nil {
		return
	}
	for _, m := range nest.messages {
		f.at = m.Pos
		f.gap()
		f.message(m)
	}
	for _, e := range nest.enums {
		f.at = e.Pos
		f.gap()
		f.enum(e)
	}
}

func (f *File) message(m *schema.Message) {
	_, name := outerName(m.Name)
	f.doc(m.Doc)
	if m.Origin == schema.TombstoneMessage {
		f.doc(tombstoneDoc(name))
	}
	f.excuse(messageStyle, name)
	f.block("message "+name, func() {
		f.blockOptions(m.Deprecated, false)
		f.reserved(m.Reserved)
		if len(m.Fields) > 0 {
			f.gap()
		}
		f.fields(m)
		f.declarations(m.Name)
		f.at = m.Pos
	})
}

func tombstoneDoc(name string) string {
	return name + " was removed. It stays so that nothing takes its numbers and names."
}

func (f *File) reserved(r schema.Reserved) {
	if len(r.Ranges)+len(r.Names) > 0 {
		f.gap()
	}
	ranges := make([]string, len(r.Ranges))
	for i, one := range r.Ranges {
		ranges[i] = strconv.Itoa(one.From)
		if one.To != one.From {
			ranges[i] += " to " + strconv.Itoa(one.To)
		}
	}
	names := make([]string, len(r.Names))
	for i, name := range r.Names {
		names[i] = strconv.Quote(name)
	}
	for _, list := range [][]string{ranges, names} {
		if len(list) > 0 {
			f.line("reserved ", strings.Join(list, ", "), ";")
		}
	}
}

// fields prints the fields of a message. A oneof stands where its first member would.
func (f *File) fields(m *schema.Message) {
	printed := map[string]bool{"": true}
	for _, field := range m.Fields {
		f.at = field.Pos
		switch {
		case field.Oneof == "":
			f.field(m, field)
		case !printed[field.Oneof]:
			printed[field.Oneof] = true
			f.oneof(m, field.Oneof)
		}
	}
}

func (f *File) oneof(m *schema.Message, name string) {
	f.excuse(oneofStyle, name)
	f.block("oneof "+name, func() {
		for _, field := range m.Fields {
			if field.Oneof == name {
				f.at = field.Pos
				f.field(m, field)
			}
		}
	})
}

func (f *File) field(m *schema.Message, field *schema.Field) {
	f.doc(field.Doc)
	f.excuse(fieldStyle, field.Name)
	var options []string
	if field.Deprecated {
		options = append(options, "deprecated = true")
	}
	if field.JSONName != "" {
		options = append(options, "json_name = "+strconv.Quote(field.JSONName))
	}
	if field.Type.Card == schema.Repeated && field.Type.Unpacked && field.Type.Kind.Info().Packable {
		options = append(options, "packed = false")
	}
	f.withOptions(fmt.Sprintf("%s %s = %d", f.fieldType(m, field), field.Name, field.Number), options)
}

// withOptions prints a field or a value with its options as buf format does: one beside it, more below one another.
func (f *File) withOptions(text string, options []string) {
	switch len(options) {
	case 0:
		f.line(text, ";")
	case 1:
		f.line(text, " [", options[0], "];")
	default:
		f.line(text, " [")
		f.depth++
		last := len(options) - 1
		for _, option := range options[:last] {
			f.line(option, ",")
		}
		f.line(options[last])
		f.depth--
		f.line("];")
	}
}

func (f *File) fieldType(m *schema.Message, field *schema.Field) string {
	t := field.Type
	name := t.Kind.Info().Proto
	switch {
	case t.Message != nil:
		name = f.ref(m.FullName(), t.Message.FullName())
	case t.Enum != nil:
		name = f.ref(m.FullName(), t.Enum.FullName())
	case t.Kind.Info().Import != "":
		name = f.ref(m.FullName(), name)
	}
	switch {
	case field.Oneof != "": // which has presence by itself
	case t.Card == schema.Optional:
		return "optional " + name
	case t.Card == schema.Repeated:
		return "repeated " + name
	case t.Card == schema.Map:
		return "map<" + t.Key.Info().Proto + ", " + name + ">"
	}
	return name
}

func (f *File) enum(e *schema.Enum) {
	_, name := outerName(e.Name)
	f.doc(e.Doc)
	if e.Tombstone {
		f.doc(tombstoneDoc(name))
	}
	f.excuse(enumStyle, name)
	f.block("enum "+name, func() {
		f.blockOptions(e.Deprecated, e.AllowAlias)
		f.reserved(e.Reserved)
		f.gap()
		for _, v := range e.Values {
			f.at = v.Pos
			f.enumValue(v)
		}
		f.at = e.Pos
		if len(e.Values) == 0 { // proto3 wants a zero value, of a removed enum too
			f.line(names.Unspecified(name), " = 0;")
		}
	})
}

func (f *File) enumValue(v *schema.EnumValue) {
	f.doc(v.Doc)
	f.excuse(valueStyle, v.Name)
	var options []string
	if v.Deprecated {
		options = append(options, "deprecated = true")
	}
	f.withOptions(fmt.Sprintf("%s = %d", v.Name, v.Number), options)
}
