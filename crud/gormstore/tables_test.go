package gormstore

import "github.com/grpcgen/grpcgen/crud"

// The tables that grpcgen build makes of the models of the tests, whose grpc tags nothing else reads.

var _ = crud.NewFields[author]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "name", Go: "Name", Kind: crud.Text},
})

var _ = crud.NewFields[book]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true, Sort: true, Lookups: []crud.Lookup{
		crud.Exact, crud.In,
	}},
	{Name: "title", Go: "Title", Kind: crud.Text, Sort: true, Search: true, Lookups: []crud.Lookup{
		crud.Exact, crud.Contains,
	}},
	{Name: "publisher_id", Go: "PublisherID", Kind: crud.Ordered, Lookups: []crud.Lookup{crud.Exact}},
	{Name: "publisher", Go: "Publisher", Kind: crud.Nested, ReadOnly: true},
	{Name: "reviews", Go: "Reviews", Kind: crud.Nested, Nullable: true, ReadOnly: true},
	{Name: "authors", Go: "Authors", Kind: crud.Nested, Nullable: true, ReadOnly: true},
	{Name: "author_ids", Go: "AuthorIDs", Kind: crud.Opaque, Keys: "Authors", Nullable: true},
})

var _ = crud.NewFields[counter]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "n", Go: "N", Kind: crud.Ordered},
})

var _ = crud.NewFields[hooked]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "name", Go: "Name", Kind: crud.Text, Lookups: []crud.Lookup{crud.Exact}},
	{Name: "log", Go: "Log", Kind: crud.Text},
})

var _ = crud.NewFields[marked]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "name", Go: "Name", Kind: crud.Text},
	{Name: "created_at", Go: "CreatedAt", Kind: crud.Ordered, ReadOnly: true},
	{Name: "updated_at", Go: "UpdatedAt", Kind: crud.Ordered, ReadOnly: true},
	{Name: "stamp", Go: "Stamp", Kind: crud.Ordered, ReadOnly: true},
})

var _ = crud.NewFields[measure]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "name", Go: "Name", Kind: crud.Text},
	{Name: "value", Go: "Value", Kind: crud.Ordered},
	{Name: "at", Go: "At", Kind: crud.Ordered},
})

var _ = crud.NewFields[numbered]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "name", Go: "Name", Kind: crud.Text},
})

var _ = crud.NewFields[publisher]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "name", Go: "Name", Kind: crud.Text},
	{Name: "since", Go: "Since", Kind: crud.Ordered, ReadOnly: true},
})

var _ = crud.NewFields[question]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "text", Go: "Text", Kind: crud.Text, Lookups: []crud.Lookup{crud.Exact}},
	{Name: "pub_date", Go: "PubDate", Kind: crud.Ordered},
})

var _ = crud.NewFields[review]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "book_id", Go: "BookID", Kind: crud.Ordered},
	{Name: "text", Go: "Text", Kind: crud.Text},
	{Name: "book", Go: "Book", Kind: crud.Nested, Nullable: true, ReadOnly: true},
})

var _ = crud.NewFields[shelf]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "hall", Go: "Hall", Kind: crud.Text},
	{Name: "row", Go: "Row", Kind: crud.Ordered},
	{Name: "size", Go: "Size", Kind: crud.Ordered},
})

var _ = crud.NewFields[thing]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true, Sort: true, Lookups: []crud.Lookup{
		crud.Exact, crud.In, crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual,
	}},
	{Name: "name", Go: "Name", Kind: crud.Text, Sort: true, Search: true, Lookups: []crud.Lookup{
		crud.Exact, crud.IExact, crud.Contains, crud.IContains, crud.StartsWith, crud.IStartsWith,
		crud.EndsWith, crud.IEndsWith, crud.In, crud.Less, crud.LessOrEqual, crud.Greater,
		crud.GreaterOrEqual,
	}},
	{Name: "note", Go: "Note", Kind: crud.Text, Nullable: true, Sort: true, Search: true, Lookups: []crud.Lookup{
		crud.Exact, crud.IExact, crud.Contains, crud.IContains, crud.StartsWith, crud.IStartsWith,
		crud.EndsWith, crud.IEndsWith, crud.In, crud.Less, crud.LessOrEqual, crud.Greater,
		crud.GreaterOrEqual, crud.Null,
	}},
	{Name: "count", Go: "Count", Kind: crud.Ordered, Sort: true, Lookups: []crud.Lookup{
		crud.Exact, crud.In, crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual,
	}},
	{Name: "small", Go: "Small", Kind: crud.Ordered, Nullable: true, Sort: true, Lookups: []crud.Lookup{
		crud.Exact, crud.In, crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual,
		crud.Null,
	}},
	{Name: "big", Go: "Big", Kind: crud.Ordered, Sort: true, Lookups: []crud.Lookup{
		crud.Exact, crud.In, crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual,
	}},
	{Name: "ratio", Go: "Ratio", Kind: crud.Ordered, Sort: true, Lookups: []crud.Lookup{
		crud.Exact, crud.In, crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual,
	}},
	{Name: "on", Go: "On", Kind: crud.Bool, Sort: true, Lookups: []crud.Lookup{crud.Exact, crud.In}},
	{Name: "off", Go: "Off", Kind: crud.Bool, Nullable: true, Sort: true, Lookups: []crud.Lookup{
		crud.Exact, crud.In, crud.Null,
	}},
	{Name: "mood", Go: "Mood", Kind: crud.Ordered, Sort: true, Lookups: []crud.Lookup{
		crud.Exact, crud.In, crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual,
	}},
	{Name: "color", Go: "Color", Kind: crud.Text, Sort: true, Lookups: []crud.Lookup{crud.Exact, crud.In}},
	{Name: "price", Go: "Price", Kind: crud.Ordered, Sort: true, Lookups: []crud.Lookup{
		crud.Exact, crud.In, crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual,
	}},
	{Name: "at", Go: "At", Kind: crud.Ordered, Sort: true, Lookups: []crud.Lookup{
		crud.Exact, crud.In, crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual,
	}},
	{Name: "seen", Go: "Seen", Kind: crud.Ordered, Nullable: true, Sort: true, Lookups: []crud.Lookup{
		crud.Exact, crud.In, crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual,
		crud.Null,
	}},
	{Name: "day", Go: "Day", Kind: crud.Ordered, Sort: true, Lookups: []crud.Lookup{
		crud.Exact, crud.In, crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual,
	}},
	{Name: "level", Go: "Level", Kind: crud.Ordered, Null: "V", Nullable: true, Sort: true, Lookups: []crud.Lookup{
		crud.Exact, crud.In, crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual,
		crud.Null,
	}},
	{Name: "tag", Go: "Tag", Kind: crud.Ordered, Sort: true, Lookups: []crud.Lookup{
		crud.Exact, crud.In, crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual,
	}},
	{Name: "body", Go: "Body", Kind: crud.Ordered, Nullable: true, Sort: true, Lookups: []crud.Lookup{
		crud.Exact, crud.In, crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual,
		crud.Null,
	}},
	{Name: "data", Go: "Data", Kind: crud.Opaque, Nullable: true},
	{Name: "raw", Go: "Raw", Kind: crud.Opaque, Nullable: true},
	{Name: "labels", Go: "Labels", Kind: crud.Opaque, Nullable: true},
})

var _ = crud.NewFields[timed]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "name", Go: "Name", Kind: crud.Text, ReadOnly: true},
	{Name: "serial", Go: "Serial", Kind: crud.Text, ReadOnly: true},
	{Name: "created_at", Go: "CreatedAt", Kind: crud.Ordered},
	{Name: "updated_at", Go: "UpdatedAt", Kind: crud.Ordered, Nullable: true},
})

var _ = crud.NewFields[note]([]crud.Field{
	{Name: "key", Go: "Key", Kind: crud.Text, Primary: true, Sort: true, Lookups: []crud.Lookup{
		crud.Exact, crud.In,
	}},
	{Name: "text", Go: "Text", Kind: crud.Text, Nullable: true, Sort: true, Search: true, Lookups: []crud.Lookup{
		crud.Exact, crud.IExact, crud.Contains, crud.IContains, crud.StartsWith, crud.IStartsWith,
		crud.EndsWith, crud.IEndsWith, crud.In, crud.Less, crud.LessOrEqual, crud.Greater,
		crud.GreaterOrEqual, crud.Null,
	}},
	{Name: "hue", Go: "Hue", Kind: crud.Text, Sort: true, Search: true, Lookups: []crud.Lookup{crud.Exact}},
})
