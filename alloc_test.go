package grpcgen_test

import (
	"testing"

	"github.com/grpcgen/grpcgen"
	"github.com/grpcgen/grpcgen/internal/examples/shop"
)

// TestUnmarshalAllocates holds what Unmarshal itself needs: nothing, beside what the message does.
func TestUnmarshalAllocates(t *testing.T) {
	var order shop.Order
	allocs := testing.AllocsPerRun(100, func() {
		if err := grpcgen.Unmarshal(nil, &order); err != nil {
			t.Fatal(err)
		}
	})
	if allocs != 0 {
		t.Errorf("Unmarshal of an empty message allocates %v times", allocs)
	}
}
