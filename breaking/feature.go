package breaking

import (
	"github.com/bufbuild/protocompile/protoutil"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

// The rules of this file can only find something where a file of proto2, or one of editions, is compared: in proto3
// every enum and message has JSON, and every string is UTF-8.

// feature resolves a feature of editions, which the syntaxes proto2 and proto3 settle.
func feature(d protoreflect.Descriptor, name protoreflect.Name) protoreflect.EnumNumber {
	field := (*descriptorpb.FeatureSet)(nil).ProtoReflect().Descriptor().Fields().ByName(name)
	value, err := protoutil.ResolveFeature(d, field)
	if err != nil {
		return 0 // none of the values: a feature of an edition that the compiler would have refused
	}
	return value.Enum()
}

func sameEnumJSONFormat(c *comparison, now, was protoreflect.EnumDescriptor) {
	sameJSONFormat(c, now, was, "Enum")
}

func sameMessageJSONFormat(c *comparison, now, was protoreflect.MessageDescriptor) {
	sameJSONFormat(c, now, was, "Message")
}

// sameJSONFormat allows JSON to come, not to go.
func sameJSONFormat(c *comparison, now, was protoreflect.Descriptor, kind string) {
	format := func(d protoreflect.Descriptor) descriptorpb.FeatureSet_JsonFormat {
		return descriptorpb.FeatureSet_JsonFormat(feature(d, "json_format"))
	}
	if format(was) == descriptorpb.FeatureSet_ALLOW && format(now) != descriptorpb.FeatureSet_ALLOW {
		c.report(now, was, "%s %q JSON format support changed from %v to %v.", kind, now.Name(), format(was), format(now))
	}
}

func utf8Validation(f protoreflect.FieldDescriptor) descriptorpb.FeatureSet_Utf8Validation {
	return descriptorpb.FeatureSet_Utf8Validation(feature(f, "utf8_validation"))
}

func sameUTF8Validation(c *comparison, now, was protoreflect.FieldDescriptor) {
	if bothStrings(now, was) && utf8Validation(now) != utf8Validation(was) {
		c.report(now, was, "%s changed UTF8 validation from %v to %v.", describe(now), utf8Validation(was), utf8Validation(now))
	}
}

func sameJavaUTF8Validation(c *comparison, now, was protoreflect.FieldDescriptor) {
	validation := func(f protoreflect.FieldDescriptor) descriptorpb.FeatureSet_Utf8Validation {
		if f.ParentFile().Options().(*descriptorpb.FileOptions).GetJavaStringCheckUtf8() {
			return descriptorpb.FeatureSet_VERIFY
		}
		return utf8Validation(f)
	}
	if bothStrings(now, was) && validation(now) != validation(was) {
		c.report(now, was, "%s changed Java string UTF8 validation from %q to %q.", describe(now), validation(was), validation(now))
	}
}

func bothStrings(a, b protoreflect.FieldDescriptor) bool {
	return a.Kind() == protoreflect.StringKind && b.Kind() == protoreflect.StringKind
}
