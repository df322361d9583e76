package emitter

import (
	"github.com/grpcgen/grpcgen/parser/schema"
)

// richSchema is the schema of the packages in testdata: every shape, form, kind and cardinality, and every name that
// could be in the way.
func richSchema() *schema.Schema {
	shop := shopPackage()
	return sorted(shop, chatPackage(shop), clashPackage(), gonePackage())
}

var (
	stringType = scalar(schema.String, "string")
	intType    = scalar(schema.Int64, "int")
	timeName   = schema.GoName{Path: "time", Name: "Time"}
	spanName   = schema.GoName{Path: "time", Name: "Duration"}
	emptyPB    = &schema.Message{
		Name: "Empty", Go: schema.GoType{{Path: "google.golang.org/protobuf/types/known/emptypb", Name: "Empty"}}, Ident: "Empty",
		Origin: schema.ForeignMessage, Foreign: &schema.Foreign{FullName: "google.protobuf.Empty", File: "google/protobuf/empty.proto"},
	}
	absent = schema.Side{}
)

func shopPackage() *schema.Package {
	p := newPackage("shop", "shop.v1")
	message(p, "Item", "Item", field("Title", stringType), field("Price", scalar(schema.Double, "float64")))
	p.Enums = []*schema.Enum{{
		Name: "Size", Package: p, Go: schema.GoName{Path: p.GoPath, Name: "Size"}, Pos: pos(p),
		Values: []*schema.EnumValue{{Name: "SIZE_UNSPECIFIED"}, {Name: "SIZE_SMALL", Number: 1}, {Name: "SIZE_LARGE", Number: 2}},
	}}
	return p
}

// gonePackage has nothing left but numbers and names.
func gonePackage() *schema.Package {
	p := newPackage("gone", "gone.v1")
	m := message(p, "Old", "")
	m.Origin = schema.TombstoneMessage
	m.Reserved = schema.Reserved{Ranges: []schema.Range{{From: 1, To: 2}}, Names: []string{"text"}}
	p.Enums = []*schema.Enum{{Name: "OldKind", Package: p, Tombstone: true, Pos: pos(p), Reserved: schema.Reserved{Ranges: []schema.Range{{From: 1, To: 1}}}}}
	return p
}

func chatPackage(shop *schema.Package) *schema.Package {
	p := newPackage("chat", "chat.v1")
	p.Doc = "Package chat has a method of every shape and a field of every kind.\n\nIt is not meant to be run."
	p.Scope = []string{"Address", "Chat", "Contract", "Deep", "Deeper", "Empty", "Fancy", "Held", "Kind", "Keys", "Lists", "Maps", "Note", "Optionals", "Plain", "Raw", "Scalars", "note"}
	p.Options = []schema.Option{{Name: "java_package", Value: `"com.example.chat"`}, {Name: "java_multiple_files", Value: "true"}, {Name: "csharp_namespace", Value: `"Example"`}}
	kind := kindEnum(p)
	note := noteMessage(p, shop, kind)
	heldMessage(p, shop, kind, note)
	kindMessages(p)
	chatService(p, note, shop.Messages[0])
	rawService(p, note, shop.Messages[0])
	contract := newService(p, "Contract")
	contract.Interface = true
	contract.method(schema.Unary, "Sign", byPointer("in", note), byPointer("", note))
	return p
}

func kindEnum(p *schema.Package) *schema.Enum {
	e := &schema.Enum{
		Name: "Note.Kind", Package: p, Go: schema.GoName{Path: p.GoPath, Name: "Kind"}, Pos: pos(p), AllowAlias: true, Deprecated: true,
		Doc: "Kind is what a note is.\n\nDeprecated: all notes are plain.",
		Values: []*schema.EnumValue{
			{Name: "KIND_PLAIN", Doc: "Plain is the zero value."},
			{Name: "KIND_SIMPLE"},
			{Name: "KIND_FANCY", Number: 1, Deprecated: true, Doc: "Fancy is more.\n\nDeprecated: use Plain."},
		},
		Reserved: schema.Reserved{Ranges: []schema.Range{{From: -3, To: -1}, {From: 5, To: 5}}, Names: []string{"KIND_OLD"}},
	}
	p.Enums = append(p.Enums, e)
	return e
}

func noteMessage(p, shop *schema.Package, kind *schema.Enum) *schema.Message {
	m := message(p, "Note", "Note")
	m.Doc = "Note is a message.\n\n\tcode := 1\n\nDeprecated: write letters."
	m.Deprecated = true
	address := message(p, "Note.Address", "Address", field("City", stringType))
	base := schema.GoName{Path: shop.GoPath, Name: "Base"}
	deep, deeper := schema.GoName{Path: p.GoPath, Name: "Deep"}, schema.GoName{Path: p.GoPath, Name: "Deeper"}
	text := field("Text", stringType)
	text.Doc, text.Deprecated, text.JSONName = "Text is what it says.", true, "body"
	age := field("Age", schema.Type{Card: schema.Optional, Kind: schema.Int32, Go: typ("*int32")})
	age.Number, age.Deprecated = 3, true
	name := field("Name", stringType)
	name.Number, name.Go = 10, []schema.Step{{Name: "Base", Type: typ(base)}, {Name: "Name"}}
	home := field("Home", ref(schema.Singular, false, address, address.Go))
	home.Number, home.Go = 11, []schema.Step{
		{Name: "Deep", Pointer: true, Type: typ(deep)}, {Name: "Deeper", Pointer: true, Type: typ(deeper)}, {Name: "Home"},
	}
	child := field("Child", ref(schema.Singular, true, m, "*", m.Go))
	child.Number = 4
	k := field("Kind", schema.Type{Kind: schema.EnumKind, Enum: kind, Go: typ(kind.Go)})
	k.Number = 12
	setFields(m, text, age, child, name, home, k)
	m.Struct = []schema.GoField{
		{Name: "Text", Type: typ("string")}, {Name: "Age", Type: typ("*int32")}, {Name: "Child", Type: typ("*", m.Go)},
		{Name: "skipped", Type: typ("chan int")}, {Name: "Base", Type: typ(base), Embedded: true},
		{Name: "Deep", Type: typ("*", deep), Embedded: true}, {Name: "Kind", Type: typ(kind.Go)},
	}
	m.Reserved = schema.Reserved{Ranges: []schema.Range{{From: 2, To: 2}, {From: 7, To: 9}}, Names: []string{"author", "title"}}

	lower := message(p, "SmallNote", "note", field("OldText", stringType))
	lower.Fields[0].JSONName = "old"
	message(p, "Empty", "Empty")
	gone := message(p, "Note.Gone", "")
	gone.Origin, gone.Reserved.Names = schema.TombstoneMessage, []string{"text"}
	return m
}

func heldMessage(p, shop *schema.Package, kind *schema.Enum, note *schema.Message) {
	var address *schema.Message
	for _, m := range p.Messages {
		if m.Ident == "Address" {
			address = m
		}
	}
	item, size := shop.Messages[0], shop.Enums[0]
	enum := func(card schema.Card, goType ...any) schema.Type {
		return schema.Type{Card: card, Key: schema.String, Kind: schema.EnumKind, Enum: kind, Go: typ(goType...)}
	}
	byID := ref(schema.Map, true, note, "map[int64]*", note.Go)
	byID.Key = schema.Int64
	byName := ref(schema.Map, false, address, "map[string]", address.Go)
	byName.Key = schema.String
	until := scalar(schema.Timestamp, "*", timeName)
	until.Pointer = true
	timeout := scalar(schema.Duration, "*", spanName)
	timeout.Pointer = true
	message(p, "Held", "Held",
		field("Pointer", ref(schema.Singular, true, note, "*", note.Go)),
		field("Value", ref(schema.Singular, false, address, address.Go)),
		field("Pointers", ref(schema.Repeated, true, note, "[]*", note.Go)),
		field("Values", ref(schema.Repeated, false, address, "[]", address.Go)),
		field("PointersByID", byID),
		field("ValuesByName", byName),
		field("Item", ref(schema.Singular, true, item, "*", item.Go)),
		field("Items", ref(schema.Repeated, false, item, "[]", item.Go)),
		field("At", scalar(schema.Timestamp, timeName)),
		field("Until", until),
		field("TTL", scalar(schema.Duration, spanName)),
		field("Timeout", timeout),
		field("Times", schema.Type{Card: schema.Repeated, Kind: schema.Timestamp, Go: typ("[]", timeName)}),
		field("Spans", schema.Type{Card: schema.Map, Key: schema.String, Kind: schema.Duration, Go: typ("map[string]", spanName)}),
		field("Size", schema.Type{Kind: schema.EnumKind, Enum: size, Go: typ(size.Go)}),
		field("Kinds", enum(schema.Repeated, "[]", kind.Go)),
		field("OptionalKind", enum(schema.Optional, "*", kind.Go)),
		field("KindsByName", enum(schema.Map, "map[string]", kind.Go)),
		field("Unpacked", schema.Type{Card: schema.Repeated, Kind: schema.Int64, Unpacked: true, Go: typ("[]int64")}),
	)
}

// kindTypes are the Go types of the scalar kinds in testdata.
var kindTypes = map[schema.Kind]string{
	schema.Double: "float64", schema.Float: "float32", schema.Int32: "int32", schema.Int64: "int64", schema.Uint32: "uint32",
	schema.Uint64: "uint64", schema.Sint32: "int32", schema.Sint64: "int64", schema.Fixed32: "uint32", schema.Fixed64: "uint64",
	schema.Sfixed32: "int32", schema.Sfixed64: "int64", schema.Bool: "bool", schema.String: "string", schema.Bytes: "[]byte",
}

func kindMessages(p *schema.Package) {
	fields := map[string][]*schema.Field{}
	add := func(name string, k schema.Kind, t schema.Type) {
		fields[name] = append(fields[name], field(k.Info().Helper, t))
	}
	for k := schema.Double; k <= schema.Bytes; k++ {
		goType := kindTypes[k]
		add("Scalars", k, scalar(k, goType))
		add("Optionals", k, schema.Type{Card: schema.Optional, Kind: k, Go: typ("*" + goType)})
		add("Lists", k, schema.Type{Card: schema.Repeated, Kind: k, Go: typ("[]" + goType)})
		add("Maps", k, schema.Type{Card: schema.Map, Key: schema.String, Kind: k, Go: typ("map[string]" + goType)})
		if k.Info().MapKey {
			add("Keys", k, schema.Type{Card: schema.Map, Key: k, Kind: schema.String, Go: typ("map[" + goType + "]string")})
		}
	}
	for _, name := range []string{"Scalars", "Optionals", "Lists", "Maps", "Keys"} {
		message(p, name, name, fields[name]...)
	}
}

func chatService(p *schema.Package, note, item *schema.Message) {
	s := newService(p, "Chat")
	s.Doc = "Chat has a method of every shape."
	word := inline(arg{"text", stringType})
	get := s.method(schema.Unary, "Get", byPointer("in", note), byPointer("", note))
	get.Doc, get.Deprecated, get.Idempotency = "Get gets.\n\nDeprecated: use Fetch.", true, schema.NoSideEffects
	s.method(schema.Unary, "Fetch", byValue("", note), byValue("", note)).Idempotency = schema.Idempotent
	s.method(schema.Unary, "Greet", inline(arg{"name", stringType}, arg{"age", intType}), inline(arg{"greeting", stringType})).Doc = "Greet greets."
	s.method(schema.Unary, "Ping", absent, absent)
	s.method(schema.Unary, "Drop", byPointer("", item), schema.Side{Message: emptyPB})
	s.method(schema.Unary, "Newest", absent, byValue("newest", note))
	s.method(schema.Server, "Watch", byPointer("", note), byPointer("", note))
	s.method(schema.Server, "WatchAll", absent, byPointer("", item))
	s.method(schema.Server, "WatchText", inline(arg{"name", stringType}, arg{"since", scalar(schema.Timestamp, timeName)}), word)
	s.method(schema.Server, "WatchValue", byValue("note", note), byValue("notes", note))
	s.method(schema.Client, "Sum", byPointer("", note), byPointer("", note))
	s.method(schema.Client, "SumText", inline(arg{"words", stringType}), inline(arg{"count", intType}, arg{"longest", stringType}))
	s.method(schema.Client, "SumValue", byValue("notes", note), byValue("", note))
	s.method(schema.Client, "Push", byPointer("", note), absent)
	s.method(schema.Bidi, "Talk", byPointer("", note), byPointer("", note))
	s.method(schema.Bidi, "TalkText", inline(arg{"question", stringType}), inline(arg{"answer", stringType}))
	s.method(schema.Bidi, "TalkValue", byValue("", note), byValue("", note))
}

func rawService(p *schema.Package, note, item *schema.Message) {
	s := newService(p, "Raw")
	s.Doc, s.Deprecated = "Raw has grpc-go's streams.\n\nDeprecated: write iterators.", true
	s.method(schema.Server, "Down", byPointer("", note), byPointer("", note))
	s.method(schema.Server, "DownValue", byValue("", note), byPointer("", item))
	s.method(schema.Client, "Up", byPointer("", note), byPointer("", item))
	s.method(schema.Bidi, "Both", byPointer("", note), byPointer("", note))
	for _, m := range s.Methods {
		m.GRPCStyle = true
	}
}

func clashPackage() *schema.Package {
	p := newPackage("clash", "clash.v1")
	p.Scope = []string{"Clash", "ClashMixRequest", "Note", "SizeNote", "grpcruntime", "iterable", "m", "runtime", "v", "wire"}
	small := message(p, "M", "m", field("Runtime", stringType))
	value := message(p, "V", "v", field("M", ref(schema.Singular, true, small, "*", small.Go)))
	note := message(p, "Note", "Note", field("Text", stringType))
	sizeNote := message(p, "SizeNote", "SizeNote", field("Text", stringType))
	message(p, "Other", "ClashMixRequest", field("Text", stringType))
	s := newService(p, "Clash")
	s.method(schema.Unary, "Mix",
		inline(arg{"ctx", stringType}, arg{"in", scalar(schema.Int32, "int32")}, arg{"out", scalar(schema.Bool, "bool")}, arg{"err", scalar(schema.Double, "float64")}),
		inline(arg{"s", stringType}, arg{"srv", stringType}))
	var params []arg
	for _, name := range []string{"c", "runtime", "context", "iter", "v", "m", "n", "ok", "string", "nil"} {
		params = append(params, arg{name, stringType})
	}
	s.method(schema.Unary, "Locals", inline(params...), inline(arg{"in", stringType}, arg{"ctx", stringType}, arg{"len", stringType}))
	s.method(schema.Unary, "Types", byPointer("m", small), byPointer("v", value))
	s.method(schema.Unary, "Values", byValue("v", value), byValue("m", small))
	s.method(schema.Bidi, "Stream", byValue("Note", note), byValue("SizeNote", sizeNote))
	words := schema.Type{Card: schema.Repeated, Kind: schema.String, Go: typ("[]string")}
	s.method(schema.Bidi, "Element", inline(arg{"v", scalar(schema.Duration, spanName)}), inline(arg{"m", words}))
	return p
}
