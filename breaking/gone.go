package breaking

import (
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

func filesStay(c *comparison) {
	for path, f := range gone(c.now.files, c.was.files) {
		c.report(nil, f, "Previously present file %q was deleted.", path)
	}
}

func packagesStay(c *comparison) {
	for name := range gone(c.now.packages, c.was.packages) {
		c.report(nil, c.was.firstFile(name), "Previously present package %q was deleted.", name)
	}
}

// firstFile returns the first file of a package by path.
func (s state) firstFile(pkg protoreflect.FullName) protoreflect.FileDescriptor {
	var first protoreflect.FileDescriptor
	for path, f := range s.files {
		if f.Package() == pkg && (first == nil || path < first.Path()) {
			first = f
		}
	}
	return first
}

func messagesStayInFile(c *comparison, now, was protoreflect.FileDescriptor) {
	stayInFile(c, now, "message", declared(now).messages, declared(was).messages)
}

func enumsStayInFile(c *comparison, now, was protoreflect.FileDescriptor) {
	stayInFile(c, now, "enum", declared(now).enums, declared(was).enums)
}

func extensionsStayInFile(c *comparison, now, was protoreflect.FileDescriptor) {
	stayInFile(c, now, "extension", declared(now).extensions, declared(was).extensions)
}

func servicesStayInFile(c *comparison, now, was protoreflect.FileDescriptor) {
	stayInFile(c, now, "service", declared(now).services, declared(was).services)
}

func stayInFile[D protoreflect.Descriptor](c *comparison, file protoreflect.FileDescriptor, kind string, now, was map[string]D) {
	for name, d := range gone(now, was) {
		c.report(around(file, name), d, "Previously present %s %q was deleted from file.", kind, name)
	}
}

func messagesStayInPackage(c *comparison, now, was *declarations) {
	stayInPackage(c, "message", now.messages, was.messages)
}

func enumsStayInPackage(c *comparison, now, was *declarations) {
	stayInPackage(c, "enum", now.enums, was.enums)
}

func extensionsStayInPackage(c *comparison, now, was *declarations) {
	stayInPackage(c, "extension", now.extensions, was.extensions)
}

func servicesStayInPackage(c *comparison, now, was *declarations) {
	stayInPackage(c, "service", now.services, was.services)
}

func stayInPackage[D protoreflect.Descriptor](c *comparison, kind string, now, was map[string]D) {
	for name, d := range gone(now, was) {
		var at protoreflect.Descriptor
		if file := c.now.files[d.ParentFile().Path()]; file != nil {
			at = around(file, name)
		}
		c.report(at, d, "Previously present %s %q was deleted from package %q.", kind, name, d.ParentFile().Package())
	}
}

// around returns the innermost message of a file that something of that name was in, or the file.
func around(file protoreflect.FileDescriptor, name string) protoreflect.Descriptor {
	var at protoreflect.Descriptor = file
	in := file.Messages()
	outer := strings.Split(name, ".")
	for _, part := range outer[:len(outer)-1] {
		m := in.ByName(protoreflect.Name(part))
		if m == nil {
			break
		}
		at, in = m, m.Messages()
	}
	return at
}

func oneofsStay(c *comparison, now, was protoreflect.MessageDescriptor) {
	for o := range each(was.Oneofs()) {
		if !o.IsSynthetic() && now.Oneofs().ByName(o.Name()) == nil {
			c.report(now, o, "Previously present oneof %q on message %q was deleted.", o.Name(), now.Name())
		}
	}
}

func methodsStay(c *comparison, now, was protoreflect.ServiceDescriptor) {
	for m := range each(was.Methods()) {
		if now.Methods().ByName(m.Name()) == nil {
			c.report(now, m, "Previously present RPC %q on service %q was deleted.", m.Name(), now.Name())
		}
	}
}
