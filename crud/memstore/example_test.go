package memstore_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/memstore"
)

type City struct {
	ID   int32
	Name string
}

// "grpcgen build" writes this table into the generated code of the model's service.
var _ = crud.NewFields[City]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "name", Go: "Name", Kind: crud.Text},
})

// A store gives keys, refuses what is not unique, and undoes a transaction that fails.
func Example() {
	store, err := memstore.New[City, int32](memstore.Unique("name"))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	oslo := &City{Name: "Oslo"}
	if err := store.Create(ctx, oslo); err != nil {
		log.Fatal(err)
	}
	fmt.Println(oslo.ID, store.Create(ctx, &City{Name: "Oslo"}))

	err = store.Transaction(ctx, func(ctx context.Context) error {
		if err := store.Destroy(ctx, oslo); err != nil {
			return err
		}
		return errors.New("changed our minds")
	})
	fields, _ := crud.FieldsOf[City]()
	n, countErr := store.Count(ctx, fields.Query())
	fmt.Println(err, n, countErr)
	// Output:
	// 1 crud: a unique constraint is violated by name
	// changed our minds 1 <nil>
}
