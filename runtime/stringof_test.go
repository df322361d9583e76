package runtime

import (
	"math"
	"testing"

	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// secretsText is a file whose options hide things; options has hidden values as well.
const secretsText = `
name: "secrets.proto" package: "secrets" syntax: "proto3"
dependency: "google/protobuf/any.proto"
enum_type { name: "Level" value { name: "NONE" number: 0 } value { name: "LOW" number: 1 }
	value { name: "HIGH" number: 2 options { debug_redact: true } } }
message_type { name: "Account"
	field { name: "name" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
	field { name: "password" number: 3 type: TYPE_STRING label: LABEL_OPTIONAL options { debug_redact: true } }
	field { name: "tokens" number: 4 type: TYPE_BYTES label: LABEL_REPEATED options { debug_redact: true } }
	field { name: "pins" number: 5 type: TYPE_MESSAGE label: LABEL_REPEATED type_name: ".secrets.Account.PinsEntry" options { debug_redact: true } }
	field { name: "parent" number: 6 type: TYPE_MESSAGE label: LABEL_OPTIONAL type_name: ".secrets.Account" }
	field { name: "hidden" number: 7 type: TYPE_MESSAGE label: LABEL_OPTIONAL type_name: ".secrets.Account" options { debug_redact: true } }
	field { name: "children" number: 8 type: TYPE_MESSAGE label: LABEL_REPEATED type_name: ".secrets.Account" }
	field { name: "by_name" number: 9 type: TYPE_MESSAGE label: LABEL_REPEATED type_name: ".secrets.Account.ByNameEntry" }
	field { name: "level" number: 10 type: TYPE_ENUM label: LABEL_OPTIONAL type_name: ".secrets.Level" }
	field { name: "levels" number: 2 type: TYPE_ENUM label: LABEL_REPEATED type_name: ".secrets.Level" }
	field { name: "any" number: 11 type: TYPE_MESSAGE label: LABEL_OPTIONAL type_name: ".google.protobuf.Any" }
	nested_type { name: "PinsEntry" options { map_entry: true }
		field { name: "key" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
		field { name: "value" number: 2 type: TYPE_INT32 label: LABEL_OPTIONAL } }
	nested_type { name: "ByNameEntry" options { map_entry: true }
		field { name: "key" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
		field { name: "value" number: 2 type: TYPE_MESSAGE label: LABEL_OPTIONAL type_name: ".secrets.Account" } } }`

// account returns a secrets.Account that is text in the text format.
func account(t *testing.T, text string) *dynamicpb.Message {
	t.Helper()
	var fdp descriptorpb.FileDescriptorProto
	if err := prototext.Unmarshal([]byte(secretsText), &fdp); err != nil {
		t.Fatal(err)
	}
	file, err := protodesc.NewFile(&fdp, Descriptors())
	if err != nil {
		t.Fatal(err)
	}
	m := dynamicpb.NewMessage(file.Messages().ByName("Account"))
	if err := prototext.Unmarshal([]byte(text), m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestStringOfRedacts(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "",
		"name:'a' password:'p'":  `name:"a" password:[REDACTED]`,
		"tokens:'x' tokens:'y'":  `tokens:[REDACTED]`,
		"pins:{key:'a' value:1}": `pins:[REDACTED]`,
		"parent:{password:'p'}":  `parent:{password:[REDACTED]}`,
		"hidden:{name:'n'}":      `hidden:[REDACTED]`,
		"children:{} children:{name:'b' password:'p'}":          `children:{} children:{name:"b" password:[REDACTED]}`,
		"by_name:{key:'b'} by_name:{key:'a' value:{tokens:''}}": `by_name:{key:"a" value:{tokens:[REDACTED]}} by_name:{key:"b" value:{}}`,
		"level:HIGH levels:[LOW,HIGH,NONE]":                     `levels:LOW levels:[REDACTED] levels:NONE level:[REDACTED]`,
		"level:7":                                               `level:7`,
	} {
		if got := StringOf(account(t, text)); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestStringOfAny(t *testing.T) {
	m := account(t, "any:{[type.googleapis.com/google.protobuf.Duration]:{seconds:3}}")
	if got := StringOf(m); got != "any:{[type.googleapis.com/google.protobuf.Duration]:{seconds:3}}" {
		t.Error(got)
	}
	unlinked := &anypb.Any{TypeUrl: "x/secrets.Account", Value: []byte("secret")}
	if got := StringOf(unlinked); got != `type_url:"x/secrets.Account" value:[UNKNOWN]` {
		t.Error(got)
	}
	undecodable := &anypb.Any{TypeUrl: "x/google.protobuf.Duration", Value: []byte{8}}
	if got := StringOf(undecodable); got != `type_url:"x/google.protobuf.Duration" value:[UNKNOWN]` {
		t.Error(got)
	}
}

func TestStringOfValues(t *testing.T) {
	withUnknown := account(t, "name:'a'")
	withUnknown.SetUnknown(protowire.AppendString(protowire.AppendTag(nil, 77, protowire.BytesType), "secret"))
	for want, m := range map[string]proto.Message{
		"<nil>":                               (*wrapperspb.StringValue)(nil),
		"seconds:-1 nanos:-5":                 &durationpb.Duration{Seconds: -1, Nanos: -5},
		`value:"\"é\n\xff"`:                   &wrapperspb.StringValue{Value: "\"é\n\xff"},
		`value:"\x00a"`:                       wrapperspb.Bytes([]byte("\x00a")),
		"value:0.1":                           wrapperspb.Float(0.1),
		"value:-inf":                          wrapperspb.Double(math.Inf(-1)),
		"value:nan":                           wrapperspb.Float(float32(math.NaN())),
		"value:true":                          wrapperspb.Bool(true),
		`name:"a" 77:[UNKNOWN]`:               withUnknown,
		`text:"a" data:"b" list:"c" list:"d"`: &holder{Text: "a", Data: []byte("b"), List: []string{"c", "d"}},
	} {
		if got := StringOf(m); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got := StringOf(nil) + StringOf((*holder)(nil)); got != "<nil><nil>" {
		t.Error(got)
	}
}

// What StringOf prints of a message without secrets is the text format.
func TestStringOfIsTheTextFormat(t *testing.T) {
	list, err := structpb.NewList([]any{"a\x01\u0080", -1.5e300, nil, true, map[string]any{"b": 2, "a": []any{}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []proto.Message{
		list,
		protodesc.ToFileDescriptorProto(descriptorpb.File_google_protobuf_descriptor_proto),
		protodesc.ToFileDescriptorProto(structpb.File_google_protobuf_struct_proto),
	} {
		back := m.ProtoReflect().New().Interface()
		if err := prototext.Unmarshal([]byte(StringOf(m)), back); err != nil || !proto.Equal(m, back) {
			t.Errorf("%v: %s", err, StringOf(m))
		}
	}
}

// broken is a message with a value that has no proto form.
type broken struct{ protoreflect.Message }

func (b broken) ProtoReflect() protoreflect.Message { return b }
func (b broken) Get(fd protoreflect.FieldDescriptor) protoreflect.Value {
	if fd.Name() == "seconds" {
		panic("no proto form")
	}
	return b.Message.Get(fd)
}

func TestStringOfDoesNotPanic(t *testing.T) {
	m := broken{(&durationpb.Duration{Seconds: 1, Nanos: 2}).ProtoReflect()}
	if got := StringOf(m); got != "seconds:[INVALID] nanos:2" {
		t.Error(got)
	}
	self := account(t, "name:'a'")
	parent := self.Descriptor().Fields().ByName("parent")
	self.Set(parent, protoreflect.ValueOfMessage(self))
	if got := StringOf(self); got != `name:"a" parent:[CYCLE]` {
		t.Error(got)
	}
}
