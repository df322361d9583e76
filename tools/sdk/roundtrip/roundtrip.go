// Package roundtrip holds what comes back from the wire against what was sent, for structs that nobody here wrote. The test
// in the folder above copies it beside the glue of those structs.
package roundtrip

import (
	"encoding"
	"math/rand/v2"
	"reflect"
	"testing"
)

// Codec is package grpcgen.
type Codec struct {
	Marshal   func(v any) ([]byte, error)
	Unmarshal func(b []byte, v any) error
}

// Check sends each struct with random values in all fields, and none. The structs are pointers. Those with a text form are not
// messages: they travel in the others.
func (c Codec) Check(t *testing.T, structs ...any) {
	for _, v := range structs {
		typ := reflect.TypeOf(v).Elem()
		if typ.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
			continue
		}
		t.Run(typ.Name(), func(t *testing.T) {
			fill := filler{rand.New(rand.NewPCG(1, uint64(len(typ.Name()))))}
			for range 4 {
				sent := reflect.New(typ)
				fill.value(sent.Elem(), 0, "")
				c.check(t, sent)
			}
			c.check(t, reflect.New(typ))
		})
	}
}

func (c Codec) check(t *testing.T, sent reflect.Value) {
	t.Helper()
	b, err := c.Marshal(sent.Interface())
	if err != nil {
		t.Fatalf("%+v: %v", sent.Elem(), err)
	}
	got := reflect.New(sent.Type().Elem())
	if err := c.Unmarshal(b, got.Interface()); err != nil {
		t.Fatalf("%+v: %v", sent.Elem(), err)
	}
	if path := difference(sent.Elem(), got.Elem(), ""); path != "" {
		t.Fatalf("%s came back as another value:\nsent %+v\ngot  %+v", path, sent.Elem(), got.Elem())
	}
	again, err := c.Marshal(got.Interface())
	if err != nil || len(again) != len(b) {
		t.Errorf("%d bytes became %d: %v", len(b), len(again), err)
	}
}
