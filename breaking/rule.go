package breaking

import "google.golang.org/protobuf/reflect/protoreflect"

// DefaultCategory is the category that is used if none is chosen: stored and sent data can still be read, in binary and as
// JSON.
const DefaultCategory = "WIRE_JSON"

// Categories are the names of the categories, the strictest first.
var Categories = []string{"FILE", "PACKAGE", "WIRE_JSON", "WIRE"}

// rule is one rule of buf.
type rule struct {
	name       string
	categories string // those that it belongs to
	check      func(*comparison)
}

// The categories that rules belong to.
const (
	inFile     = "FILE"
	inPackage  = "PACKAGE"
	inSource   = "FILE PACKAGE"
	inAllJSON  = "FILE PACKAGE WIRE_JSON"
	inAll      = "FILE PACKAGE WIRE_JSON WIRE"
	inWireJSON = "WIRE_JSON"
	inWires    = "WIRE_JSON WIRE"
	inWire     = "WIRE"
)

// table has the rules as buf's configuration v2 has them, without those that it calls deprecated.
var table = []rule{
	{"ENUM_NO_DELETE", inFile, files(enumsStayInFile)},
	{"EXTENSION_NO_DELETE", inFile, files(extensionsStayInFile)},
	{"FILE_NO_DELETE", inFile, filesStay},
	{"MESSAGE_NO_DELETE", inFile, files(messagesStayInFile)},
	{"SERVICE_NO_DELETE", inFile, files(servicesStayInFile)},
	{"PACKAGE_ENUM_NO_DELETE", inPackage, packages(enumsStayInPackage)},
	{"PACKAGE_EXTENSION_NO_DELETE", inPackage, packages(extensionsStayInPackage)},
	{"PACKAGE_MESSAGE_NO_DELETE", inPackage, packages(messagesStayInPackage)},
	{"PACKAGE_NO_DELETE", inPackage, packagesStay},
	{"PACKAGE_SERVICE_NO_DELETE", inPackage, packages(servicesStayInPackage)},

	{"FILE_SAME_PACKAGE", inAll, files(samePackage)},
	{"FILE_SAME_SYNTAX", inSource, files(sameSyntax)},
	{"FILE_SAME_CC_ENABLE_ARENAS", inSource, files(sameOption("cc_enable_arenas"))},
	{"FILE_SAME_CC_GENERIC_SERVICES", inSource, files(sameOption("cc_generic_services"))},
	{"FILE_SAME_CSHARP_NAMESPACE", inSource, files(sameOption("csharp_namespace"))},
	{"FILE_SAME_GO_PACKAGE", inSource, files(sameOption("go_package"))},
	{"FILE_SAME_JAVA_GENERIC_SERVICES", inSource, files(sameOption("java_generic_services"))},
	{"FILE_SAME_JAVA_MULTIPLE_FILES", inSource, files(sameOption("java_multiple_files"))},
	{"FILE_SAME_JAVA_OUTER_CLASSNAME", inSource, files(sameOption("java_outer_classname"))},
	{"FILE_SAME_JAVA_PACKAGE", inSource, files(sameOption("java_package"))},
	{"FILE_SAME_OBJC_CLASS_PREFIX", inSource, files(sameOption("objc_class_prefix"))},
	{"FILE_SAME_OPTIMIZE_FOR", inSource, files(sameOption("optimize_for"))},
	{"FILE_SAME_PHP_CLASS_PREFIX", inSource, files(sameOption("php_class_prefix"))},
	{"FILE_SAME_PHP_METADATA_NAMESPACE", inSource, files(sameOption("php_metadata_namespace"))},
	{"FILE_SAME_PHP_NAMESPACE", inSource, files(sameOption("php_namespace"))},
	{"FILE_SAME_PY_GENERIC_SERVICES", inSource, files(sameOption("py_generic_services"))},
	{"FILE_SAME_RUBY_PACKAGE", inSource, files(sameOption("ruby_package"))},
	{"FILE_SAME_SWIFT_PREFIX", inSource, files(sameOption("swift_prefix"))},

	{"ENUM_SAME_TYPE", inSource, enums(sameOpenness)},
	{"ENUM_SAME_JSON_FORMAT", inAllJSON, enums(sameEnumJSONFormat)},
	{"ENUM_VALUE_NO_DELETE", inSource, enums(valuesStay(always))},
	{"ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED", inWireJSON, enums(valuesStay(unlessNameReserved))},
	{"ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED", inWires, enums(valuesStay(unlessNumberReserved))},
	{"ENUM_VALUE_SAME_NAME", inAllJSON, enums(sameValueNames)},
	{"RESERVED_ENUM_NO_DELETE", inAll, enums(enumReservedStays)},

	{"EXTENSION_MESSAGE_NO_DELETE", inSource, messages(extensionRangesStay)},
	{"MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR", inSource, messages(accessorStays)},
	{"MESSAGE_SAME_JSON_FORMAT", inAllJSON, messages(sameMessageJSONFormat)},
	{"MESSAGE_SAME_REQUIRED_FIELDS", inAll, messages(sameRequiredFields)},
	{"ONEOF_NO_DELETE", inSource, messages(oneofsStay)},
	{"RESERVED_MESSAGE_NO_DELETE", inAll, messages(messageReservedStays)},
	{"FIELD_NO_DELETE", inSource, messages(fieldsStay(always))},
	{"FIELD_NO_DELETE_UNLESS_NAME_RESERVED", inWireJSON, messages(fieldsStay(unlessNameReserved))},
	{"FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED", inWires, messages(fieldsStay(unlessNumberReserved))},

	{"FIELD_SAME_CARDINALITY", inSource, fields(compatibleCardinality(same[cardinality]))},
	{"FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY", inWireJSON, fields(compatibleCardinality(jsonCardinality))},
	{"FIELD_WIRE_COMPATIBLE_CARDINALITY", inWire, fields(compatibleCardinality(wireCardinality))},
	{"FIELD_SAME_TYPE", inSource, fields(sameType)},
	{"FIELD_WIRE_JSON_COMPATIBLE_TYPE", inWireJSON, fields(jsonCompatibleType)},
	{"FIELD_WIRE_COMPATIBLE_TYPE", inWire, fields(wireCompatibleType)},
	{"FIELD_SAME_CPP_STRING_TYPE", inSource, fields(sameCppStringType)},
	{"FIELD_SAME_DEFAULT", inAll, fields(sameDefault)},
	{"FIELD_SAME_JAVA_UTF8_VALIDATION", inSource, fields(sameJavaUTF8Validation)},
	{"FIELD_SAME_JSON_NAME", inAllJSON, fields(sameJSONName)},
	{"FIELD_SAME_JSTYPE", inSource, fields(sameJSType)},
	{"FIELD_SAME_NAME", inAllJSON, fields(sameName)},
	{"FIELD_SAME_ONEOF", inAll, fields(sameOneof)},
	{"FIELD_SAME_UTF8_VALIDATION", inSource, fields(sameUTF8Validation)},

	{"RPC_NO_DELETE", inSource, services(methodsStay)},
	{"RPC_SAME_CLIENT_STREAMING", inAll, methods(sameClientStreaming)},
	{"RPC_SAME_IDEMPOTENCY_LEVEL", inAll, methods(sameIdempotency)},
	{"RPC_SAME_REQUEST_TYPE", inAll, methods(sameRequestType)},
	{"RPC_SAME_RESPONSE_TYPE", inAll, methods(sameResponseType)},
	{"RPC_SAME_SERVER_STREAMING", inAll, methods(sameServerStreaming)},
}

// The functions below make a rule of a function over pairs: what both states have, by path, name or number.

func files(f func(c *comparison, now, was protoreflect.FileDescriptor)) func(*comparison) {
	return func(c *comparison) { both(c, c.now.files, c.was.files, f) }
}

func messages(f func(c *comparison, now, was protoreflect.MessageDescriptor)) func(*comparison) {
	return func(c *comparison) { both(c, c.now.messages, c.was.messages, f) }
}

func enums(f func(c *comparison, now, was protoreflect.EnumDescriptor)) func(*comparison) {
	return func(c *comparison) { both(c, c.now.enums, c.was.enums, f) }
}

func services(f func(c *comparison, now, was protoreflect.ServiceDescriptor)) func(*comparison) {
	return func(c *comparison) { both(c, c.now.services, c.was.services, f) }
}

func packages(f func(c *comparison, now, was *declarations)) func(*comparison) {
	return func(c *comparison) { both(c, c.now.packages, c.was.packages, f) }
}

func fields(f func(c *comparison, now, was protoreflect.FieldDescriptor)) func(*comparison) {
	return messages(func(c *comparison, now, was protoreflect.MessageDescriptor) {
		for field := range each(was.Fields()) {
			if same := now.Fields().ByNumber(field.Number()); same != nil {
				f(c, same, field)
			}
		}
	})
}

func methods(f func(c *comparison, now, was protoreflect.MethodDescriptor)) func(*comparison) {
	return services(func(c *comparison, now, was protoreflect.ServiceDescriptor) {
		for method := range each(was.Methods()) {
			if same := now.Methods().ByName(method.Name()); same != nil {
				f(c, same, method)
			}
		}
	})
}
