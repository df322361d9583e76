package breaking

import (
	"google.golang.org/protobuf/reflect/protoreflect"
)

// wireAlike maps each kind to one of those whose bytes mean the same, a kind that is alike to none to itself:
// https://protobuf.dev/programming-guides/proto3/#updating. What depends on the values, as string and bytes or an
// enum and an integer do, is not alike.
var wireAlike = map[protoreflect.Kind]protoreflect.Kind{
	protoreflect.Int64Kind:    protoreflect.Int32Kind,
	protoreflect.Uint32Kind:   protoreflect.Int32Kind,
	protoreflect.Uint64Kind:   protoreflect.Int32Kind,
	protoreflect.BoolKind:     protoreflect.Int32Kind,
	protoreflect.Sint64Kind:   protoreflect.Sint32Kind,
	protoreflect.Sfixed32Kind: protoreflect.Fixed32Kind,
	protoreflect.Sfixed64Kind: protoreflect.Fixed64Kind,
}

// jsonAlike is wireAlike for kinds whose JSON is the same as well: 64 bits are a string there.
// https://protobuf.dev/programming-guides/json/
var jsonAlike = map[protoreflect.Kind]protoreflect.Kind{
	protoreflect.Uint32Kind:   protoreflect.Int32Kind,
	protoreflect.Uint64Kind:   protoreflect.Int64Kind,
	protoreflect.Sfixed32Kind: protoreflect.Fixed32Kind,
	protoreflect.Sfixed64Kind: protoreflect.Fixed64Kind,
}

func alike(groups map[protoreflect.Kind]protoreflect.Kind, a, b protoreflect.Kind) bool {
	group := func(k protoreflect.Kind) protoreflect.Kind {
		if g, ok := groups[k]; ok {
			return g
		}
		return k
	}
	return group(a) == group(b)
}

const (
	seeWire = " See https://developers.google.com/protocol-buffers/docs/proto3#updating for wire compatibility rules."
	seeText = " Note that while string and bytes are compatible if the data is valid UTF-8, there is no way to enforce that " +
		"a bytes field is UTF-8, so these fields may be incompatible."
	seeJSON = " See https://developers.google.com/protocol-buffers/docs/proto3#updating for wire compatibility rules and " +
		"https://developers.google.com/protocol-buffers/docs/proto3#json for JSON compatibility rules."
)

func sameType(c *comparison, now, was protoreflect.FieldDescriptor) {
	switch {
	case now.Kind() != was.Kind():
		reportKind(c, now, was, "")
	case typeName(now) != typeName(was):
		reportTypeName(c, now, was)
	}
}

func wireCompatibleType(c *comparison, now, was protoreflect.FieldDescriptor) {
	switch {
	case was.Kind() == protoreflect.StringKind && now.Kind() == protoreflect.BytesKind: // every string is bytes
	case was.Kind() == protoreflect.BytesKind && now.Kind() == protoreflect.StringKind:
		reportKind(c, now, was, seeWire+seeText)
	case !alike(wireAlike, now.Kind(), was.Kind()):
		reportKind(c, now, was, seeWire)
	default:
		compatibleTypeName(c, now, was)
	}
}

func jsonCompatibleType(c *comparison, now, was protoreflect.FieldDescriptor) {
	if !alike(jsonAlike, now.Kind(), was.Kind()) {
		reportKind(c, now, was, seeJSON)
		return
	}
	compatibleTypeName(c, now, was)
}

// compatibleTypeName takes an enum of another place for the same if it has the name and all the values.
func compatibleTypeName(c *comparison, now, was protoreflect.FieldDescriptor) {
	if typeName(now) == typeName(was) {
		return
	}
	if now.Enum() != nil && now.Enum().Name() == was.Enum().Name() && hasAllValues(now.Enum(), was.Enum()) {
		return
	}
	reportTypeName(c, now, was)
}

func reportTypeName(c *comparison, now, was protoreflect.FieldDescriptor) {
	c.report(now, was, "%s changed type from %q to %q.", describe(now), typeName(was), typeName(now))
}

func reportKind(c *comparison, now, was protoreflect.FieldDescriptor, see string) {
	c.report(now, was, "%s changed type from %q to %q.%s", describe(now), kindName(was), kindName(now), see)
}

// kindName returns the kind in the words of a .proto; in editions a group is an encoding of a message.
func kindName(f protoreflect.FieldDescriptor) string {
	if f.Kind() == protoreflect.GroupKind && f.ParentFile().Syntax() != protoreflect.Proto2 {
		return "message (delimited encoding)"
	}
	return f.Kind().String()
}

// typeName returns the name of the message or the enum that a field holds, and "" for a scalar.
func typeName(f protoreflect.FieldDescriptor) protoreflect.FullName {
	switch {
	case f.Enum() != nil:
		return f.Enum().FullName()
	case f.Message() != nil:
		return f.Message().FullName()
	}
	return ""
}
