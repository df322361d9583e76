package breaking

import (
	"fmt"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

func samePackage(c *comparison, now, was protoreflect.FileDescriptor) {
	sameInFile(c, now, was, "package", string(now.Package()), string(was.Package()))
}

func sameSyntax(c *comparison, now, was protoreflect.FileDescriptor) {
	sameInFile(c, now, was, "syntax", now.Syntax().String(), was.Syntax().String())
}

// sameOption compares an option of a file, one that is not set by its default.
func sameOption(name protoreflect.Name) func(c *comparison, now, was protoreflect.FileDescriptor) {
	field := (*descriptorpb.FileOptions)(nil).ProtoReflect().Descriptor().Fields().ByName(name)
	value := func(f protoreflect.FileDescriptor) string {
		v := f.Options().ProtoReflect().Get(field)
		if field.Kind() == protoreflect.EnumKind {
			return string(field.Enum().Values().ByNumber(v.Enum()).Name())
		}
		return v.String()
	}
	return func(c *comparison, now, was protoreflect.FileDescriptor) {
		sameInFile(c, now, was, fmt.Sprintf("option %q", name), value(now), value(was))
	}
}

func sameInFile(c *comparison, file, old protoreflect.FileDescriptor, what, now, was string) {
	if now != was {
		c.report(file, old, "File %s changed from %q to %q.", what, was, now)
	}
}
