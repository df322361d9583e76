package gormstore

import (
	"testing"

	"github.com/grpcgen/grpcgen/crud/storetest"
)

func TestSuite(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		storetest.Run(t, func(t *testing.T) storetest.Stores {
			db := d.open(t)
			return storetest.Stores{
				Items:   storeOf[storetest.Item, int32](t, db, d.options...),
				Labels:  storeOf[storetest.Label, storetest.UUID](t, db, d.options...),
				Seats:   storeOf[storetest.Seat, int64](t, db, d.options...),
				Authors: storeOf[storetest.Author, int64](t, db, d.options...),
				Books:   storeOf[storetest.Book, int64](t, db, d.options...),
			}
		})
	})
}
