package socio_test

import "github.com/grpcgen/grpcgen/crud"

// The tables that grpcgen build makes of the models of the tests, whose grpc tags nothing else reads.

var _ = crud.NewFields[Question]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true, Sort: true, Lookups: []crud.Lookup{
		crud.Exact, crud.In, crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual,
	}},
	{Name: "question_text", Go: "QuestionText", Kind: crud.Text, Sort: true, Search: true, Lookups: []crud.Lookup{
		crud.Exact, crud.IExact, crud.Contains, crud.IContains, crud.StartsWith, crud.IStartsWith,
		crud.EndsWith, crud.IEndsWith,
	}},
	{Name: "pub_date", Go: "PubDate", Kind: crud.Ordered, Sort: true, Lookups: []crud.Lookup{
		crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual, crud.Exact,
	}},
	{Name: "rank", Go: "Rank", Kind: crud.Ordered, Nullable: true, Sort: true, Lookups: []crud.Lookup{
		crud.Exact, crud.Null, crud.In,
	}},
	{Name: "open", Go: "Open", Kind: crud.Bool, Lookups: []crud.Lookup{crud.Exact}},
	{Name: "level", Go: "Level", Kind: crud.Text, Lookups: []crud.Lookup{crud.Exact, crud.In}},
	{Name: "took", Go: "Took", Kind: crud.Ordered, Lookups: []crud.Lookup{crud.Less, crud.Greater}},
	{Name: "digest", Go: "Digest", Kind: crud.Ordered, Lookups: []crud.Lookup{crud.Exact}},
	{Name: "votes", Go: "Votes", Kind: crud.Ordered, Nullable: true, Lookups: []crud.Lookup{crud.Less}},
	{Name: "owner", Go: "Owner", Kind: crud.Text},
})
