package crud_test

import "github.com/grpcgen/grpcgen/crud"

// The tables that grpcgen build makes of the models of the tests, whose grpc tags nothing else reads.

var _ = crud.NewFields[Question]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true, Sort: true, Lookups: []crud.Lookup{
		crud.Exact, crud.In, crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual,
	}},
	{Name: "question_text", Go: "QuestionText", Kind: crud.Text, Sort: true, Search: true, Lookups: []crud.Lookup{
		crud.Exact, crud.IContains,
	}},
	{Name: "pub_date", Go: "PubDate", Kind: crud.Ordered, Sort: true, Lookups: []crud.Lookup{
		crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual,
	}},
	{Name: "rank", Go: "Rank", Kind: crud.Ordered, Nullable: true, Sort: true, Lookups: []crud.Lookup{
		crud.Exact, crud.Null,
	}},
	{Name: "owner", Go: "Owner", Kind: crud.Text, ReadOnly: true},
	{Name: "secret", Go: "Secret", Kind: crud.Text, WriteOnly: true},
})

var _ = crud.NewFields[checked]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
})

var _ = crud.NewFields[embedding]([]crud.Field{
	{Name: "note", Go: "Base.Note", Kind: crud.Text},
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "stamp", Go: "Stamp", Kind: crud.Text, ReadOnly: true},
})

var _ = crud.NewFields[labelled]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "labels", Go: "Labels", Kind: crud.Opaque, Nullable: true, ReadOnly: true},
	{Name: "rank", Go: "Rank", Kind: crud.Ordered, Nullable: true},
})

var _ = crud.NewFields[nested]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "author_id", Go: "AuthorID", Kind: crud.Ordered},
	{Name: "author", Go: "Author", Kind: crud.Nested, Nullable: true, ReadOnly: true},
	{Name: "created_at", Go: "CreatedAt", Kind: crud.Text, ReadOnly: true},
})

var _ = crud.NewFields[plain]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "text", Go: "Text", Kind: crud.Text},
})

var _ = crud.NewFields[titled]([]crud.Field{
	{Name: "title", Go: "Title", Kind: crud.Text, Primary: true},
})
