package memstore

import (
	"testing"

	"github.com/grpcgen/grpcgen/crud/storetest"
)

func TestSuite(t *testing.T) {
	storetest.Run(t, func(*testing.T) storetest.Stores {
		db := In(NewDB())
		return storetest.Stores{
			Items:  Must(New[storetest.Item, int32](db)),
			Labels: Must(New[storetest.Label, storetest.UUID](db)),
			Words:  Must(New[storetest.Word, string](db)),
			Seats:  Must(New[storetest.Seat, int64](db, Unique("hall", "row"))),
		}
	})
}
