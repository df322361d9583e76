package parser_test

import (
	"maps"
	"slices"
	"strings"

	"google.golang.org/protobuf/types/descriptorpb"
)

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

// eachDeclaration visits every message and enum of a file, with its members and what is reserved.
func eachDeclaration(f *descriptorpb.FileDescriptorProto, visit func(full string, members []used, reserved used)) {
	for _, m := range f.MessageType {
		eachMessage(f.GetPackage(), m, visit)
	}
	for _, e := range f.EnumType {
		visitEnum(f.GetPackage(), e, visit)
	}
}

func eachMessage(scope string, m *descriptorpb.DescriptorProto, visit func(string, []used, used)) {
	full := scope + "." + m.GetName()
	entries := map[string]*descriptorpb.DescriptorProto{}
	for _, nested := range m.NestedType {
		if nested.GetOptions().GetMapEntry() {
			entries[full+"."+nested.GetName()] = nested
			continue
		}
		eachMessage(full, nested, visit)
	}
	var members []used
	for _, f := range m.Field {
		members = append(members, used{name: f.GetName(), number: f.GetNumber(), typ: typeText(f, entries)})
	}
	reserved := used{names: m.ReservedName}
	for _, r := range m.ReservedRange { // the end is exclusive
		reserved.ranges = append(reserved.ranges, [2]int32{r.GetStart(), r.GetEnd() - 1})
	}
	visit(full, members, reserved)
	for _, e := range m.EnumType {
		visitEnum(full, e, visit)
	}
}

func visitEnum(scope string, e *descriptorpb.EnumDescriptorProto, visit func(string, []used, used)) {
	var members []used
	for _, v := range e.Value {
		members = append(members, used{name: v.GetName(), number: v.GetNumber()})
	}
	reserved := used{names: e.ReservedName}
	for _, r := range e.ReservedRange { // the end is inclusive
		reserved.ranges = append(reserved.ranges, [2]int32{r.GetStart(), r.GetEnd()})
	}
	visit(scope+"."+e.GetName(), members, reserved)
}

// typeText says what a field's bytes are.
func typeText(f *descriptorpb.FieldDescriptorProto, entries map[string]*descriptorpb.DescriptorProto) string {
	if entry := entries[strings.TrimPrefix(f.GetTypeName(), ".")]; entry != nil {
		return "map of " + entry.Field[0].GetType().String() + " and " + entry.Field[1].GetType().String()
	}
	if f.GetLabel() == descriptorpb.FieldDescriptorProto_LABEL_REPEATED {
		return "repeated " + f.GetType().String()
	}
	return f.GetType().String()
}
