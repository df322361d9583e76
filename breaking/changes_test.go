package breaking

// edit replaces a text, which is there once, in a file of testdata/before. An edit without old text replaces all of the
// file, and one without any text removes it.
type edit struct{ file, old, new string }

func shop(old, new string) edit  { return edit{"shop.proto", old, new} }
func kinds(old, new string) edit { return edit{"kinds.proto", old, new} }
func other(old, new string) edit { return edit{"other.proto", old, new} }

// change is one thing that a person might do to the files of testdata/before.
type change struct {
	name  string
	edits []edit
}

const importOther = `import "CHANGE/other.proto";` + "\n" + `import "CHANGE/kinds.proto";`

var changes = []change{
	{"nothing", nil},
	{"a comment", []edit{shop("message Part {", "// Part is one.\nmessage Part {")}},
	{"a field is added", []edit{shop("string id = 1;", "string id = 1; string more = 2;")}},
	{"a message, an enum, a service and a method are added", []edit{
		shop("message Empty {}", "message Empty {} message Fresh {} enum New { NEW_UNSPECIFIED = 0; } service Third {}"),
		shop("rpc Ping(", "rpc Pong(Empty) returns (Empty); rpc Ping("),
	}},
	{"an enum value is added", []edit{kinds("KIND_ONE = 1;", "KIND_ONE = 1; KIND_TWO = 2;")}},
	{"fields change their order", []edit{shop("  string name = 1;\n  int32 count = 2;\n", "  int32 count = 2;\n  string name = 1;\n")}},

	{"a field is removed", []edit{shop("  string name = 1;\n", "")}},
	{"a field is removed and its number reserved", []edit{shop("  string name = 1;\n", "  reserved 1;\n")}},
	{"a field is removed and its name reserved", []edit{shop("  string name = 1;\n", "  reserved \"name\";\n")}},
	{"a field is removed and both reserved", []edit{shop("  string name = 1;\n", "  reserved 1;\n  reserved \"name\";\n")}},
	{"a map is removed", []edit{shop("  map<string, int32> stock = 6;\n", "")}},
	{"all fields are removed", []edit{shop("  string id = 1;\n", "")}},
	{"a field is renamed", []edit{shop("string name = 1;", "string title = 1;")}},
	{"a field is renamed and keeps its JSON name", []edit{shop("string name = 1;", "string title = 1 [json_name = \"name\"];")}},
	{"a json_name changes", []edit{shop(`[json_name = "tag"]`, `[json_name = "sign"]`)}},
	{"a json_name goes", []edit{shop(` [json_name = "tag"]`, ``)}},
	{"a field gets another number", []edit{shop("string name = 1;", "string name = 45;")}},
	{"two fields change their numbers", []edit{shop("int32 count = 2;", "int32 count = 3;"), shop("int64 total = 3;", "int64 total = 2;")}},
	{"a map is renamed", []edit{shop("map<string, int32> stock", "map<string, int32> store")}},

	{"int32 to int64", []edit{shop("int32 count", "int64 count")}},
	{"int32 to uint32", []edit{shop("int32 count", "uint32 count")}},
	{"int32 to sint32", []edit{shop("int32 count", "sint32 count")}},
	{"int32 to bool", []edit{shop("int32 count", "bool count")}},
	{"int32 to string", []edit{shop("int32 count", "string count")}},
	{"int32 to enum", []edit{shop("int32 count", "Color count")}},
	{"int64 to uint64", []edit{shop("int64 total", "uint64 total")}},
	{"uint64 to fixed64", []edit{shop("uint64 mask", "fixed64 mask")}},
	{"sint32 to sint64", []edit{shop("sint32 delta", "sint64 delta")}},
	{"fixed32 to sfixed32", []edit{shop("fixed32 hash", "sfixed32 hash")}},
	{"fixed32 to fixed64", []edit{shop("fixed32 hash", "fixed64 hash")}},
	{"sfixed64 to fixed64", []edit{shop("sfixed64 offset", "fixed64 offset")}},
	{"string to bytes", []edit{shop("string name", "bytes name")}},
	{"bytes to string", []edit{shop("bytes raw", "string raw")}},
	{"double to float", []edit{shop("double weight", "float weight")}},
	{"bool to int32", []edit{shop("bool open", "int32 open")}},
	{"enum to int32", []edit{shop("Color color", "int32 color")}},
	{"message to bytes", []edit{shop("Part part = 8", "bytes part = 8")}},
	{"message to string", []edit{shop("google.protobuf.Timestamp made", "string made")}},
	{"message to another", []edit{shop("google.protobuf.Timestamp made", "google.protobuf.Duration made")}},
	{"message to one of the same name elsewhere", []edit{shop(`import "CHANGE/kinds.proto";`, importOther), shop("Part part = 8", "CHANGE.other.v1.Part part = 8")}},
	{"enum to another", []edit{shop("Color color = 7", "Shade color = 7")}},
	{"enum to one of the same name and values elsewhere", []edit{shop(`import "CHANGE/kinds.proto";`, importOther), shop("Kind kind", "CHANGE.other.v1.Kind kind")}},
	{"enum to one of the same name and fewer values elsewhere", []edit{shop(`import "CHANGE/kinds.proto";`, importOther), shop("Color color", "CHANGE.other.v1.Color color")}},
	{"the type of repeated messages changes", []edit{shop("repeated Part parts", "repeated Empty parts")}},
	{"a map's key type changes", []edit{shop("map<string, int32> stock", "map<int32, int32> stock")}},
	{"a map's value type changes compatibly", []edit{shop("map<string, int32> stock", "map<string, int64> stock")}},
	{"a map's value type changes", []edit{shop("map<int32, Part> by_number", "map<int32, string> by_number")}},

	{"singular to optional", []edit{shop("string name = 1;", "optional string name = 1;")}},
	{"optional to singular", []edit{shop("optional string note", "string note")}},
	{"singular to repeated", []edit{shop("string name = 1;", "repeated string name = 1;")}},
	{"repeated to singular", []edit{shop("repeated int32 sizes", "int32 sizes")}},
	{"a message to repeated", []edit{shop("Part part = 8", "repeated Part part = 8")}},
	{"a map to repeated entries", []edit{shop("map<string, int32> stock = 6;", "repeated Stock stock = 6; message Stock { string key = 1; int32 value = 2; }")}},
	{"repeated to map", []edit{shop("repeated Part parts", "map<string, Part> parts")}},
	{"packed to unpacked", []edit{shop("sizes = 5;", "sizes = 5 [packed = false];")}},
	{"a field becomes deprecated", []edit{shop("string name = 1;", "string name = 1 [deprecated = true];")}},
	{"a jstype changes", []edit{shop("JS_STRING", "JS_NUMBER")}},
	{"a ctype changes", []edit{shop("string name = 1;", "string name = 1 [ctype = CORD];")}},

	{"a field joins a oneof", []edit{shop("  string label = 22 [json_name = \"tag\"];\n", ""), shop("string card = 17;", "string card = 17; string label = 22 [json_name = \"tag\"];")}},
	{"a field leaves a oneof", []edit{shop("    string card = 17;\n", ""), shop("string name = 1;", "string name = 1; string card = 17;")}},
	{"a field moves between oneofs", []edit{shop("    string card = 17;\n", ""), shop("string city = 19;", "string city = 19; string card = 17;")}},
	{"a oneof is renamed", []edit{shop("oneof payment", "oneof paying")}},
	{"a oneof is removed", []edit{shop("  oneof place {\n    string city = 19;\n    int64 code = 21;\n  }\n", "")}},
	{"optional to a oneof of its own", []edit{shop("optional string note = 4;", "oneof notes { string note = 4; }")}},

	{"a reserved number goes", []edit{shop("reserved 20, 30 to 39, 50 to max;", "reserved 30 to 39, 50 to max;")}},
	{"a reserved range shrinks", []edit{shop("30 to 39, 50 to max", "30 to 32, 35, 37 to 38, 60 to max")}},
	{"reserved ranges are joined", []edit{shop("30 to 39, 50 to max", "30 to 35, 36 to 44, 46 to max")}},
	{"a reserved name goes", []edit{shop(`reserved "old", "older";`, `reserved "older";`)}},
	{"a reserved number is used again", []edit{shop("reserved 20, 30 to 39, 50 to max;", "reserved 30 to 39, 50 to max; string again = 20;")}},
	{"reserved numbers and a name of an enum go", []edit{shop("  reserved 20, 30 to 39;\n  reserved \"COLOR_OLD\";\n", "  reserved 31 to 35;\n")}},

	{"an enum value is removed", []edit{shop("  COLOR_BLUE = 3;\n", "")}},
	{"an enum value is removed and its number reserved", []edit{shop("  COLOR_BLUE = 3;\n", "  reserved 3;\n")}},
	{"an enum value is removed and its name reserved", []edit{shop("  COLOR_BLUE = 3;\n", "  reserved \"COLOR_BLUE\";\n")}},
	{"an enum value is removed and both reserved", []edit{shop("  COLOR_BLUE = 3;\n", "  reserved 3;\n  reserved \"COLOR_BLUE\";\n")}},
	{"an enum value is renamed", []edit{shop("COLOR_BLUE", "COLOR_AZURE")}},
	{"an enum value gets another number", []edit{shop("COLOR_BLUE = 3", "COLOR_BLUE = 4")}},
	{"an alias is added", []edit{shop("SHADE_LIGHT = 2;", "SHADE_LIGHT = 2; SHADE_PALE = 2;")}},
	{"an alias is removed", []edit{shop("  SHADE_BLACK = 1;\n", ""), shop("SHADE_LIGHT = 2;", "SHADE_LIGHT = 2; SHADE_PALE = 2;")}},
	{"an alias is renamed", []edit{shop("SHADE_BLACK", "SHADE_NIGHT")}},
	{"a number with an alias is removed", []edit{shop("  SHADE_DARK = 1;\n  SHADE_BLACK = 1;\n", "  SHADE_A = 3;\n  SHADE_B = 3;\n")}},

	{"a message is removed", []edit{kinds("message Moving {\n  string x = 1;\n  enum State {\n    STATE_UNSPECIFIED = 0;\n  }\n}\n", "")}},
	{"a message moves to another file of the package", []edit{
		kinds("message Moving {\n  string x = 1;\n  enum State {\n    STATE_UNSPECIFIED = 0;\n  }\n}\n", ""),
		shop("message Empty {}", "message Empty {} message Moving { string x = 1; enum State { STATE_UNSPECIFIED = 0; } }"),
	}},
	{"a nested message is removed", []edit{shop("    message Innermost {\n      string b = 1;\n    }\n", "")}},
	{"a nested enum is removed", []edit{kinds("  enum State {\n    STATE_UNSPECIFIED = 0;\n  }\n", "")}},
	{"a message is renamed", []edit{kinds("message Moving", "message Moved")}},
	{"an enum is removed", []edit{kinds("enum Unused {\n  UNUSED_UNSPECIFIED = 0;\n}\n", "")}},
	{"an enum is renamed", []edit{kinds("enum Unused {", "enum Used {")}},
	{"a message loses its standard accessor", []edit{shop("message Empty {}", "message Empty { option no_standard_descriptor_accessor = true; }")}},

	{"a service is removed", []edit{shop("service Second {\n  rpc Ping(Empty) returns (Empty);\n}\n", "")}},
	{"a service is renamed", []edit{shop("service Second", "service Other")}},
	{"a service moves to another file", []edit{
		shop("service Second {\n  rpc Ping(Empty) returns (Empty);\n}\n", ""),
		edit{"fresh.proto", "", "syntax = \"proto3\";\npackage CHANGE.v1;\nimport \"CHANGE/shop.proto\";\nservice Second { rpc Ping(Empty) returns (Empty); }\n"},
	}},
	{"a method is removed", []edit{shop("  rpc Get(Item) returns (Part);\n", "")}},
	{"a method is renamed", []edit{shop("rpc Get(", "rpc Fetch(")}},
	{"a method's request type changes", []edit{shop("rpc Get(Item)", "rpc Get(Part)")}},
	{"a method's response type changes", []edit{shop("rpc Get(Item) returns (Part)", "rpc Get(Item) returns (Empty)")}},
	{"unary to server stream", []edit{shop("rpc Get(Item) returns (Part)", "rpc Get(Item) returns (stream Part)")}},
	{"server stream to unary", []edit{shop("rpc Watch(Item) returns (stream Part)", "rpc Watch(Item) returns (Part)")}},
	{"client stream to unary", []edit{shop("rpc Send(stream Item)", "rpc Send(Item)")}},
	{"unary to both", []edit{shop("rpc Get(Item) returns (Part)", "rpc Get(stream Item) returns (stream Part)")}},
	{"an idempotency level changes", []edit{shop("NO_SIDE_EFFECTS", "IDEMPOTENT")}},

	{"a file is removed", []edit{{"other.proto", "", ""}}},
	{"a file moves", []edit{{"other.proto", "", ""}, {"moved.proto", "", "syntax = \"proto3\";\npackage CHANGE.other.v1;\nmessage Part { string id = 1; }\nenum Kind { KIND_UNSPECIFIED = 0; KIND_ONE = 1; }\n"}}},
	{"a package is renamed in place", []edit{other("package CHANGE.other.v1;", "package CHANGE.other.v2;")}},
	{"a go_package changes", []edit{shop("shop;shoppb", "store;storepb")}},
	{"options of a file change", []edit{shop("option java_multiple_files = true;", "option csharp_namespace = \"Shop\"; option ruby_package = \"Shop\"; option optimize_for = CODE_SIZE; option cc_enable_arenas = false;")}},
	{"more options of a file change", []edit{shop(`option java_package = "com.example.shop";`, `option objc_class_prefix = "S"; option php_namespace = "S"; option php_class_prefix = "S"; option php_metadata_namespace = "S"; option swift_prefix = "S"; option java_outer_classname = "S"; option java_generic_services = true; option cc_generic_services = true; option py_generic_services = true;`)}},
	{"the strings of Java are checked", []edit{shop("option java_multiple_files = true;", "option java_multiple_files = true; option java_string_check_utf8 = true;")}},
	{"proto3 to proto2", []edit{
		kinds(`syntax = "proto3";`, `syntax = "proto2";`),
		kinds("message Moving {\n  string x = 1;", "message Moving {\n  required string x = 1 [default = \"d\"];"),
		shop("  Kind kind = 16;\n", "  reserved 16;\n  reserved \"kind\";\n"),
	}},
	{"proto3 to editions", []edit{
		kinds(`syntax = "proto3";`, `edition = "2023";`),
		kinds("message Moving {\n", "message Moving { option features.json_format = LEGACY_BEST_EFFORT;\n"),
		kinds("string x = 1;", "string x = 1 [features.utf8_validation = NONE];"),
		kinds("enum Unused {\n", "enum Unused { option features.json_format = LEGACY_BEST_EFFORT; option features.enum_type = CLOSED;\n"),
	}},
	{"an extension is removed", []edit{{"extended.proto", "  optional string second = 101;\n", ""}}},
	{"extension numbers are removed", []edit{{"extended.proto", "100 to 199", "100 to 149, 160 to 199"}}},
	{"several things at once", []edit{
		shop("string name = 1;", "repeated bytes title = 1;"),
		shop("  COLOR_RED = 1;\n", ""),
		shop("rpc Talk(stream Item) returns (stream Part)", "rpc Talk(Part) returns (Item)"),
		other("service Lone {\n  rpc Call(Part) returns (Part);\n}\n", ""),
	}},
}
