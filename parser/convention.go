package parser

import (
	"strings"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// convention is how Go names become proto names where no directive says otherwise. Fields are not among it: all
// conventions write them in lower_snake_case.
type convention struct {
	pkg     func(module, prefix, importPath, goName string) string // proto package
	file    func(protoPackage, goName string) string               // .proto, below the folder of all of them
	service func(goName string) string
	message func(goName string) string                  // also of an interface; of a struct if sided does not say more
	inline  func(service, method, suffix string) string // message of parameters or results, for the proto name of a service
	empty   bool                                        // a side without anything is google.protobuf.Empty, not a message of its own
	sided   bool                                        // the message of a struct is called after the side that it travels in
	flat    bool                                        // the model of a model service is the message of a side, not a field of it
	fields  string                                      // the field of a partial update that lists those to write
	enum    func(goName string) string
	prefix  func(enumName string) string // of an enum's values
}

// conventions is every convention there is.
var conventions = map[schema.Naming]convention{
	// https://protobuf.dev/programming-guides/style, as buf lint's STANDARD reads it: https://buf.build/docs/lint/rules.
	schema.Buf: {
		pkg: defaultPackage,
		file: func(protoPackage, goName string) string {
			return folders(protoPackage) + "/" + names.Snake(goName) + ".proto"
		},
		service: names.Pascal,
		message: names.Pascal,
		inline:  func(service, method, suffix string) string { return service + method + suffix },
		fields:  "update_fields",
		enum:    names.Pascal,
		prefix:  func(enumName string) string { return names.EnumPrefix(lastElement(enumName)) + "_" },
	},
	// Django Socio gRPC, as it is without settings of its own: https://django-socio-grpc.readthedocs.io. A service is a
	// GenericService, a struct a serializer, and the proto of an app lies where to_root_grpc puts it.
	schema.Socio: {
		pkg: socioPackage,
		file: func(protoPackage, _ string) string {
			return lastElement(protoPackage) + "/" + lastElement(protoPackage) + ".proto"
		},
		service: func(goName string) string { return socioService(names.Pascal(goName)) + socioController },
		message: names.Pascal,
		inline: func(service, method, suffix string) string {
			return withSuffix(strings.TrimSuffix(service, socioController)+method, suffix)
		},
		empty:  true,
		sided:  true,
		flat:   true,
		fields: "_partial_update_fields",
		enum:   func(goName string) string { return names.Pascal(goName) + ".Enum" },
		prefix: func(string) string { return "" },
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

// withSuffix adds what a name does not end with yet.
func withSuffix(name, suffix string) string { return strings.TrimSuffix(name, suffix) + suffix }

// lastElement returns the last element of a name with dots.
func lastElement(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }
