package interop

import (
	"bytes"
	"testing"

	"buf.build/go/protovalidate"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protopath"
	"google.golang.org/protobuf/reflect/protorange"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/dynamicpb"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/grpcgen/grpcgen/bench/shape"
)

// Our message and protoc-gen-go's of one .proto are the same to everything that takes messages.
func TestBesideProtocGenGo(t *testing.T) {
	for _, p := range pairs(t) {
		if p.ours.ProtoReflect().Descriptor() != p.theirs.ProtoReflect().Descriptor() {
			t.Fatalf("%s: two descriptors of one .proto", p.name)
		}
		if !proto.Equal(p.ours, p.theirs) || !proto.Equal(p.theirs, p.ours) {
			t.Errorf("%s: not equal", p.name)
		}
		for name, empty := range map[string]proto.Message{
			"ours": fresh(p.ours), "protoc-gen-go's": fresh(p.theirs), "dynamicpb's": dynamicpb.NewMessage(p.ours.ProtoReflect().Descriptor()),
		} {
			proto.Merge(empty, p.ours)
			if !proto.Equal(empty, p.theirs) {
				t.Errorf("%s: merged into %s: %v", p.name, name, empty)
			}
			proto.Reset(empty)
			if proto.Merge(empty, p.theirs); !proto.Equal(empty, p.ours) {
				t.Errorf("%s: protoc-gen-go's merged into %s: %v", p.name, name, empty)
			}
		}
		if !bytes.Equal(deterministic(t, p.ours), deterministic(t, p.theirs)) {
			t.Errorf("%s: the bytes differ", p.name)
		}
	}
}

func fresh(m proto.Message) proto.Message { return m.ProtoReflect().New().Interface() }

func deterministic(t *testing.T, m proto.Message) []byte {
	t.Helper()
	b, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTextFormats(t *testing.T) {
	for _, p := range pairs(t) {
		options := protojson.MarshalOptions{EmitUnpopulated: true}
		ours, err := options.Marshal(p.ours)
		theirs, err2 := options.Marshal(p.theirs)
		if err != nil || err2 != nil || !bytes.Equal(compact(ours), compact(theirs)) {
			t.Errorf("%s: %v\n%s\n%s", p.name, err, ours, theirs)
		}
		back := fresh(p.ours)
		if err := protojson.Unmarshal(theirs, back); err != nil || !proto.Equal(back, p.ours) {
			t.Errorf("%s: read from JSON: %v", p.name, err)
		}
		text, err := prototext.Marshal(p.ours)
		back = fresh(p.ours)
		if err != nil || prototext.Unmarshal(text, back) != nil || !proto.Equal(back, p.ours) {
			t.Errorf("%s: prototext: %v", p.name, err)
		}
	}
}

// compact drops blanks, which protojson adds at random. No string of the shapes begins or ends with one.
func compact(b []byte) []byte { return bytes.ReplaceAll(b, []byte(" "), nil) }

func TestAny(t *testing.T) {
	for _, p := range pairs(t) {
		packed, err := anypb.New(p.ours)
		if err != nil {
			t.Fatal(err)
		}
		into := fresh(p.ours)
		if err := packed.UnmarshalTo(into); err != nil || !proto.Equal(into, p.ours) {
			t.Errorf("%s: %v", p.name, err)
		}
		// protoc-gen-go's type has the name in GlobalTypes: its init came first.
		found, err := packed.UnmarshalNew()
		if err != nil || !proto.Equal(found, p.ours) {
			t.Errorf("%s: found by name: %v", p.name, err)
		}
		js, err := protojson.Marshal(packed)
		var back anypb.Any
		if err != nil || protojson.Unmarshal(js, &back) != nil || back.UnmarshalTo(into) != nil || !proto.Equal(into, p.ours) {
			t.Errorf("%s: an Any in JSON: %v", p.name, err)
		}
	}
	if _, err := protoregistry.GlobalTypes.FindMessageByName("bench.v1.Medium"); err != nil {
		t.Error(err)
	}
}

// Messages without rules are valid; protovalidate looks at every field to find out.
func TestProtovalidate(t *testing.T) {
	for _, p := range pairs(t) {
		if err := protovalidate.Validate(p.ours); err != nil {
			t.Errorf("%s: %v", p.name, err)
		}
		if err := protovalidate.Validate(fresh(p.ours)); err != nil {
			t.Errorf("%s, empty: %v", p.name, err)
		}
	}
}

// Paths through a message, as field masks and protorange walk it.
func TestPaths(t *testing.T) {
	if _, err := fieldmaskpb.New(&shape.Medium{}, "home.city", "created_at.seconds", "tags"); err != nil {
		t.Error(err)
	}
	for _, p := range pairs(t) {
		ours, theirs := walk(t, p.ours), walk(t, p.theirs)
		if len(ours) == 0 || len(ours) != len(theirs) {
			t.Errorf("%s: %d places, protoc-gen-go's has %d", p.name, len(ours), len(theirs))
		}
		for path := range theirs {
			if !ours[path] {
				t.Errorf("%s: no %s", p.name, path)
			}
		}
	}
}

func walk(t *testing.T, m proto.Message) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	err := protorange.Range(m.ProtoReflect(), func(v protopath.Values) error {
		found[v.Path.String()] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
