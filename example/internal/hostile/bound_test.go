package hostile

import (
	"database/sql"
	"math/big"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/grpcgen/grpcgen"
)

func number(t *testing.T, text string) big.Int {
	t.Helper()
	n, ok := new(big.Int).SetString(text, 10)
	if !ok {
		t.Fatal(text)
	}
	return *n
}

// bounded returns a message for each field, with a text in it.
func bounded(text string) map[string]*Bounded {
	v := Text{text}
	return map[string]*Bounded{
		"text": {Text: v}, "code": {Code: Code{text}}, "optional": {Optional: &v}, "null": {Null: sql.Null[Text]{V: v, Valid: true}},
		"list": {List: []Text{{}, v}}, "refs": {Refs: []*Text{{}, &v}}, "array": {Array: [2]Text{{}, v}}, "lists": {Lists: [][]Text{{}, {v}}},
		"by_name": {ByName: map[string]Text{"a longer key": v}}, "by_text": {ByText: map[Text]string{v: "a longer value"}},
		"both": {Both: map[Text]*Text{{"a"}: &v}}, "one_text": {OneText: &v}, "by_lists": {ByLists: map[Text][]Text{v: {{"a"}}}},
		"nested": {Nested: map[Text]Bounded{{"nine char"}: {Text: v, Free: Text{"as long as it likes"}}, {"9 letters"}: {}}},
	}
}

// A field takes texts of so many bytes as its tag says, and sends no more, wherever they are.
func TestBounds(t *testing.T) {
	for name, m := range bounded("bytes") {
		b, err := proto.Marshal(m)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var back, fromJSON Bounded
		if err := proto.Unmarshal(b, &back); err != nil || !proto.Equal(&back, m) {
			t.Errorf("%s: %v came back as %v, %v", name, m, &back, err)
		}
		if err := protojson.Unmarshal([]byte(protojson.Format(m)), &fromJSON); err != nil || !proto.Equal(&fromJSON, m) {
			t.Errorf("%s: %v came back as %v, %v", name, m, &fromJSON, err)
		}
	}
	for name, m := range bounded("abytes") {
		const why = "6 bytes are more than the 5 that the field takes"
		b, err := proto.Marshal(m)
		if err == nil || !strings.Contains(err.Error(), "Bounded."+name) || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: encoded as %x, %v", name, b, err)
		}
		for where, decode := range map[string]func(*Bounded) error{
			"v1.Bounded." + name: func(to *Bounded) error { return proto.Unmarshal(longer(t, name), to) },
			"Bounded." + name:    func(to *Bounded) error { return grpcgen.Unmarshal(longer(t, name), to) },
			"Bounded.":           func(to *Bounded) error { return protojson.Unmarshal([]byte(protojson.Format(m)), to) },
		} {
			var to Bounded
			if err := decode(&to); err == nil || !strings.Contains(err.Error(), where) || !strings.Contains(err.Error(), why) {
				t.Errorf("%s: decoded as %v, %v", name, &to, err)
			}
		}
	}
}

// longer returns what a program without bounds sends: in the field of that name, a text of 6 bytes where bounded has 5.
func longer(t *testing.T, name string) []byte {
	t.Helper()
	m := bounded("bytes")[name]
	b, err := proto.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	other := dynamicpb.NewMessage(m.ProtoReflect().Descriptor())
	if err := proto.Unmarshal(b, other); err != nil {
		t.Fatal(err)
	}
	text := protojson.Format(other)
	if err := protojson.Unmarshal([]byte(strings.NewReplacer("bytes", "abytes", "Ynl0ZXM=", "YWJ5dGVz").Replace(text)), other); err != nil {
		t.Fatal(err)
	}
	b, err = proto.Marshal(other)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A bound stands for the digits and the exponents of numbers, too.
func TestBoundsOfNumbers(t *testing.T) {
	digits := strings.Repeat("7", 20_000)
	for _, c := range []struct {
		field, text string
		fits        bool
	}{
		{"short", strings.Repeat("7", 20), true},
		{"short", strings.Repeat("7", 21), false},
		{"long", digits, true},
		{"long", digits + "7", false},
		{"float", "1e+20", true},
		{"float", "1e+21", false},
		{"rats", "1e20000", true},
		{"rats", "1e20001", false},
		{"money", digits, true},
		{"money", digits + "7", false},
	} {
		var m Bounded
		err := proto.Unmarshal(field(&m, c.field, c.text), &m)
		if (err == nil) != c.fits || err != nil && !strings.Contains(err.Error(), "Bounded."+c.field) {
			t.Errorf("%s of %d bytes: %v", c.field, len(c.text), err)
		}
	}
	if _, err := proto.Marshal(&Bounded{Short: number(t, strings.Repeat("7", 21))}); err == nil {
		t.Error("a number of 21 digits was encoded where 20 fit")
	}
}

// A text that is too long is a bad request, and an answer that is too long a fault of the server's.
func TestBoundsOfParameters(t *testing.T) {
	c := NewBoundServiceClient(grpcgen.Local(func(r grpc.ServiceRegistrar) { RegisterBoundServiceServer(r, BoundService{}) }))
	for _, call := range []struct {
		text   string
		double bool
		want   codes.Code
	}{{"bytes", false, codes.OK}, {"four", true, codes.OK}, {"bytes", true, codes.Internal}} {
		back, err := c.Take(t.Context(), Text{call.text}, call.double)
		if status.Code(err) != call.want {
			t.Errorf("%s: %v, %v", call.text, back, err)
		}
	}
}
