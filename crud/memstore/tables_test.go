package memstore

import "github.com/grpcgen/grpcgen/crud"

// The tables that grpcgen build makes of the models of the tests, whose grpc tags nothing else reads.

var _ = crud.NewFields[note]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "title", Go: "Title", Kind: crud.Text},
	{Name: "rank", Go: "Rank", Kind: crud.Ordered, Nullable: true},
	{Name: "tags", Go: "Tags", Kind: crud.Opaque, Nullable: true},
	{Name: "when", Go: "When", Kind: crud.Ordered},
})
