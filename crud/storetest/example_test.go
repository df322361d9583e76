package storetest_test

import (
	"testing"

	"github.com/grpcgen/grpcgen/crud/memstore"
	"github.com/grpcgen/grpcgen/crud/storetest"
)

// The test of a store of your own looks like this one of the store in memory.
func ExampleRun() {
	testStore := func(t *testing.T) {
		storetest.Run(t, func(t *testing.T) storetest.Stores {
			db := memstore.In(memstore.NewDB())
			return storetest.Stores{
				Items:  memstore.Must(memstore.New[storetest.Item, int32](db)),
				Labels: memstore.Must(memstore.New[storetest.Label, storetest.UUID](db)),
				Words:  memstore.Must(memstore.New[storetest.Word, string](db)),
				Seats:  memstore.Must(memstore.New[storetest.Seat, int64](db, memstore.Unique("hall", "row"))),
			}
		})
	}
	_ = testStore // TestStore in a file of your tests
	// Output:
}
