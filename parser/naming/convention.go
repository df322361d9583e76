// Package naming makes the names that stand in a .proto: of its package and file, of services, messages, enums and their
// values, wherever no directive gives one. How a name is spelled is internal/names' business; what is named, and after
// what, is decided here. Go types and syntax are unknown to it.
package naming

import (
	"strings"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// Convention is how Go names become proto names where no directive says otherwise. Fields are not part of it: all
// conventions write them in lower_snake_case.
type Convention struct {
	Package func(module, prefix, importPath, goName string) string // proto package of a Go package
	File    func(protoPackage, goName string) string               // its .proto, below the folder of all .proto files
	Service func(goName string) string
	Message func(goName string) string                               // of a struct or an interface; MessageIn completes it
	Inline  func(service, method string, direction Direction) string // message of parameters or results, for the proto name of a service
	Enum    func(goName string) string

	Empty        bool   // a side without anything is google.protobuf.Empty, not a message of its own
	Sided        bool   // the message of a struct is named after the direction that it travels in
	Flat         bool   // the model of a model service is the message of a side, not a field of it
	UpdateFields string // the field of a partial update that lists the fields to write

	prefix func(enumName string) string // of an enum's values
}

// Of returns the convention that a module has chosen.
func Of(n schema.Naming) Convention { return conventions[n] }

// All returns every convention.
func All() []Convention { return conventions[:] }

var conventions = [...]Convention{
	// https://protobuf.dev/programming-guides/style, as buf lint's STANDARD reads it: https://buf.build/docs/lint/rules.
	schema.Buf: {
		Package: defaultPackage,
		File: func(protoPackage, goName string) string {
			return folders(protoPackage) + "/" + names.Snake(goName) + ".proto"
		},
		Service: names.Pascal,
		Message: names.Pascal,
		Inline: func(service, method string, direction Direction) string {
			return service + method + direction.Suffix()
		},
		Enum:         names.Pascal,
		UpdateFields: "update_fields",
		prefix:       func(enumName string) string { return names.EnumPrefix(lastElement(enumName)) + "_" },
	},
	// Django Socio gRPC, as it is without settings of its own: https://django-socio-grpc.readthedocs.io. A service is a
	// GenericService, a struct a serializer, and the proto of an app lies where to_root_grpc puts it.
	schema.Socio: {
		Package: socioPackage,
		File: func(protoPackage, _ string) string {
			return lastElement(protoPackage) + "/" + lastElement(protoPackage) + ".proto"
		},
		Service: func(goName string) string { return socioService(names.Pascal(goName)) + socioController },
		Message: names.Pascal,
		Inline: func(service, method string, direction Direction) string {
			return withSuffix(strings.TrimSuffix(service, socioController)+method, direction.Suffix())
		},
		Enum:         func(goName string) string { return names.Pascal(goName) + ".Enum" },
		Empty:        true,
		Sided:        true,
		Flat:         true,
		UpdateFields: "_partial_update_fields",
		prefix:       func(string) string { return "" },
	},
}

// socioController is what the names of Django Socio gRPC's services end with.
const socioController = "Controller"

// socioService removes the last Service from the name of a class, wherever it stands in it.
func socioService(name string) string {
	const word = "Service"
	if i := strings.LastIndex(name, word); i >= 0 {
		return name[:i] + name[i+len(word):]
	}
	return name
}

// socioPackage is the project and the app: the prefix, or the last element of the module path, and the Go package.
func socioPackage(module, prefix, _, goName string) string {
	if prefix == "" {
		prefix = names.Snake(notWord.ReplaceAllString(moduleName(module), "_"))
	}
	return prefix + "." + names.Snake(goName)
}

// withSuffix adds a suffix that a name does not have yet.
func withSuffix(name, suffix string) string { return strings.TrimSuffix(name, suffix) + suffix }

// lastElement returns the last element of a name with dots.
func lastElement(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }
