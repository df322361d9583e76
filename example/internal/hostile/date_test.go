package hostile

import (
	"database/sql"
	"reflect"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/grpcgen/grpcgen"
)

// A zero value that its own type does not read back is absent as a field, and empty where it must be there.
func TestUnreadZero(t *testing.T) {
	for _, m := range []*Dates{
		{}, {Text: Text{"a"}}, {Date: Date{3}}, {Raw: Date{3}}, {Since: Since{Date{4}}},
		{Optional: &Date{}}, {Optional: &Date{1}}, {List: []Date{{}, {2}, {}}}, {Refs: []*Date{{}, {2}}}, {Raws: []Date{{}, {2}, {}}},
		{Array: [3]Date{{}, {2}, {}}}, {ByName: map[string]Date{"a": {}, "b": {2}}}, {ByRef: map[string]*Date{"a": {}}},
		{ByDate: map[Date]string{{}: "a", {2}: "b"}}, {Null: sql.Null[Date]{Valid: true}}, {OneDate: &Date{}}, {Held: HeldDate{}}, {Held: HeldDate{Date{2}}},
		{Sinces: []Since{{Date{2}}}},
	} {
		b, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
		if err != nil || proto.Size(m) != len(b) {
			t.Error(err)
		}
		var back, fromJSON Dates
		if err := proto.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(&back, m) {
			t.Errorf("%v came back as %v, %v", m, &back, err)
		}
		js, err := protojson.Marshal(m)
		if err == nil {
			err = protojson.Unmarshal(js, &fromJSON)
		}
		if err != nil || !reflect.DeepEqual(&fromJSON, m) || !proto.Equal(&back, m) || !reflect.DeepEqual(proto.Clone(m), m) {
			t.Errorf("%v came back from %s as %v, %v", m, js, &fromJSON, err)
		}
		other := dynamicpb.NewMessage(m.ProtoReflect().Descriptor())
		again, err := proto.Marshal(other)
		if err == nil && proto.Unmarshal(b, other) == nil {
			again, err = proto.MarshalOptions{Deterministic: true}.Marshal(other)
		}
		if err != nil || string(again) != string(b) {
			t.Errorf("%v is %x, and of dynamicpb %x, %v", m, b, again, err)
		}
	}
}

// Where nothing can stand for the zero value, that cannot be an element.
func TestUnreadZeroElement(t *testing.T) {
	b, err := proto.Marshal(&Dates{Sinces: []Since{{Date{2}}, {}}})
	if err == nil || !strings.Contains(err.Error(), "Dates.sinces cannot be encoded: a hostile.Since does not read \"0\"") {
		t.Errorf("%x, %v", b, err)
	}
}

func TestUnreadZeroParameter(t *testing.T) {
	c := NewDateServiceClient(grpcgen.Local(func(r grpc.ServiceRegistrar) { RegisterDateServiceServer(r, DateService{}) }))
	next, all, err := c.Next(t.Context(), Date{}, []Date{{}, {2}})
	if err != nil || next != (Date{}) || !reflect.DeepEqual(all, []Date{{}, {2}}) {
		t.Error(next, all, err)
	}
}
