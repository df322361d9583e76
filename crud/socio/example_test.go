package socio_test

import (
	"context"
	"fmt"
	"log"

	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/memstore"
	"github.com/grpcgen/grpcgen/crud/socio"
)

type City struct {
	ID   int32
	Name string `grpc:"filter=icontains,sort"`
}

// "grpcgen build" writes this table into the generated code of the model's service.
var _ = crud.NewFields[City]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "name", Go: "Name", Kind: crud.Text, Sort: true, Lookups: []crud.Lookup{crud.IContains}},
})

// Clients filter, sort and page by JSON in the metadata of a call, and errors are JSON.
func Example() {
	store := memstore.Must(memstore.New[City, int32]())
	cities := crud.NewService(crud.Must(crud.New(crud.Config[City, int32]{Store: store, Dialect: socio.Dialect{}})))
	ctx := context.Background()
	for _, name := range []string{"Oslo", "Bergen", "Bodø"} {
		if _, err := cities.Create(ctx, &City{Name: name}); err != nil {
			log.Fatal(err)
		}
	}
	// What arrives of a client's metadata.
	asks := metadata.Pairs("filters", `{"name__icontains": "B", "ordering": "-name"}`, "pagination", `{"page_size": 10}`)
	page, err := cities.List(metadata.NewIncomingContext(ctx, asks), nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, city := range page.Results {
		fmt.Println(city.Name, "of", page.Count)
	}
	_, err = cities.Retrieve(ctx, 9)
	fmt.Println(status.Convert(err).Message())
	// Output:
	// Bodø of 2
	// Bergen of 2
	// {"message": "City: 9 not found!", "code": "not_found"}
}
