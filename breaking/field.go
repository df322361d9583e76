package breaking

import (
	"fmt"
	"strconv"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

// describe names a field as the findings do.
func describe(f protoreflect.FieldDescriptor) string {
	return fmt.Sprintf(`Field "%d" with name %q on message %q`, f.Number(), f.Name(), f.ContainingMessage().Name())
}

func sameName(c *comparison, now, was protoreflect.FieldDescriptor) {
	if now.Name() != was.Name() {
		c.report(now, was, `Field "%d" on message %q changed name from %q to %q.`, now.Number(), now.ContainingMessage().Name(), was.Name(), now.Name())
	}
}

func sameJSONName(c *comparison, now, was protoreflect.FieldDescriptor) {
	if now.JSONName() != was.JSONName() {
		c.report(now, was, `%s changed option "json_name" from %q to %q.`, describe(now), was.JSONName(), now.JSONName())
	}
}

// sameOneof ignores the synthetic oneofs of optional fields, which are a matter of cardinality.
func sameOneof(c *comparison, now, was protoreflect.FieldDescriptor) {
	oneof := func(f protoreflect.FieldDescriptor) protoreflect.Name {
		if o := f.ContainingOneof(); o != nil && !o.IsSynthetic() {
			return o.Name()
		}
		return ""
	}
	switch before, after := oneof(was), oneof(now); {
	case before == after:
	case before == "":
		c.report(now, was, "%s moved from outside to inside a oneof.", describe(now))
	case after == "":
		c.report(now, was, "%s moved from inside to outside a oneof.", describe(now))
	default:
		c.report(now, was, "%s moved from oneof %q to oneof %q.", describe(now), before, after)
	}
}

// cardinality is how many values a field has, and whether it tells none from zero.
type cardinality string

const (
	explicit cardinality = "optional with explicit presence"
	implicit cardinality = "optional with implicit presence"
	required cardinality = "required"
	repeated cardinality = "repeated"
	mapped   cardinality = "map"
)

func cardinalityOf(f protoreflect.FieldDescriptor) cardinality {
	switch {
	case f.IsList():
		return repeated
	case f.IsMap():
		return mapped
	case f.Cardinality() == protoreflect.Required:
		return required
	case f.HasPresence():
		return explicit
	}
	return implicit
}

func same[V any](v V) V { return v }

// jsonCardinality returns one of those that are alike in binary and in JSON.
func jsonCardinality(c cardinality) cardinality {
	if c == implicit {
		return explicit
	}
	return c
}

// wireCardinality returns one of those that are alike in binary.
func wireCardinality(c cardinality) cardinality {
	if c == mapped {
		return repeated
	}
	return jsonCardinality(c)
}

// compatibleCardinality compares what alike makes of the cardinalities. It skips the fields of map entries, which are generated.
func compatibleCardinality(alike func(cardinality) cardinality) func(c *comparison, now, was protoreflect.FieldDescriptor) {
	return func(c *comparison, now, was protoreflect.FieldDescriptor) {
		if now.ContainingMessage().IsMapEntry() && was.ContainingMessage().IsMapEntry() {
			return
		}
		before, after := cardinalityOf(was), cardinalityOf(now)
		if alike(before) != alike(after) {
			c.report(now, was, "%s changed cardinality from %q to %q.", describe(now), before, after)
		}
	}
}

func sameJSType(c *comparison, now, was protoreflect.FieldDescriptor) {
	jstype := func(f protoreflect.FieldDescriptor) descriptorpb.FieldOptions_JSType {
		return f.Options().(*descriptorpb.FieldOptions).GetJstype()
	}
	if is64bit(now.Kind()) && is64bit(was.Kind()) && jstype(now) != jstype(was) {
		c.report(now, was, `%s changed option "jstype" from %q to %q.`, describe(now), jstype(was), jstype(now))
	}
}

func is64bit(k protoreflect.Kind) bool {
	switch k {
	case protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Uint64Kind, protoreflect.Fixed64Kind, protoreflect.Sfixed64Kind:
		return true
	}
	return false
}

// sameCppStringType allows string_piece to become a string, as C++ does.
func sameCppStringType(c *comparison, now, was protoreflect.FieldDescriptor) {
	text := func(f protoreflect.FieldDescriptor) bool {
		return f.Kind() == protoreflect.StringKind || f.Kind() == protoreflect.BytesKind
	}
	ctype := func(f protoreflect.FieldDescriptor) descriptorpb.FieldOptions_CType {
		return f.Options().(*descriptorpb.FieldOptions).GetCtype()
	}
	if !text(now) || !text(was) || ctype(now) == ctype(was) {
		return
	}
	if ctype(was) == descriptorpb.FieldOptions_STRING_PIECE && ctype(now) == descriptorpb.FieldOptions_STRING {
		return
	}
	c.report(now, was, `%s changed C++ string type from %q to %q.`, describe(now), ctype(was), ctype(now))
}

// sameDefault can only find something where a file of proto2, or one of editions, is compared.
func sameDefault(c *comparison, now, was protoreflect.FieldDescriptor) {
	scalar := func(f protoreflect.FieldDescriptor) bool { return !f.IsList() && !f.IsMap() && f.Message() == nil }
	zero := func(text string) bool { return text == "" || text == "0" }
	if !scalar(now) || !scalar(was) {
		return
	}
	before, after := defaultText(was), defaultText(now)
	if before != after && !(zero(before) && zero(after)) {
		c.report(now, was, "%s changed default value from %s to %s.", describe(now), printDefault(was), printDefault(now))
	}
}

// defaultText returns a default as text in which a number is the same whatever its type.
func defaultText(f protoreflect.FieldDescriptor) string {
	switch v := f.Default().Interface().(type) {
	case bool:
		if v {
			return "1"
		}
		return "0"
	case []byte:
		return string(v)
	case float32:
		return strconv.FormatFloat(float64(v), 'f', -1, 32)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	default:
		return fmt.Sprint(v)
	}
}

// printDefault returns a default as the findings have it.
func printDefault(f protoreflect.FieldDescriptor) string {
	switch v := f.Default().Interface().(type) {
	case []byte:
		hex := make([]string, len(v))
		for i, b := range v {
			hex[i] = fmt.Sprintf("0x%X", b)
		}
		return "[" + strings.Join(hex, ",") + "]"
	case string:
		return strconv.Quote(v)
	case protoreflect.EnumNumber:
		return fmt.Sprintf("%s.%s", f.Enum().Name(), f.Enum().Values().ByNumber(v).Name())
	default:
		return fmt.Sprint(v)
	}
}
