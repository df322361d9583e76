package gormstore

import (
	"context"
	"testing"

	"github.com/grpcgen/grpcgen/crud"
)

// TestStreamOfChangedRows shows that a stream goes on behind the row that it read, whatever was done with that one since.
func TestStreamOfChangedRows(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		db := d.open(t)
		s := storeOf[measure, int64](t, db, d.options...)
		const n = 1200
		manyReadings(t, db, n)
		seen := 0
		err := s.Transaction(context.Background(), func(ctx context.Context) error {
			for row, err := range s.Stream(ctx, &crud.Query{}) {
				if err != nil {
					return err
				}
				*row = measure{ID: row.ID + n}
				seen++
			}
			return nil
		})
		if err != nil || seen != n {
			t.Errorf("%d rows of %d, %v", seen, n, err)
		}
	})
}
