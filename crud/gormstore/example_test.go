package gormstore_test

import (
	"context"
	"fmt"
	"log"

	"github.com/libtnb/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/gormstore"
)

func Example() {
	type City struct {
		ID   int32
		Name string `grpc:"filter=iexact"`
	}
	// For the model of a service grpcgen build writes this.
	crud.NewFields[City]([]crud.Field{
		{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
		{Name: "name", Go: "Name", Kind: crud.Text, Lookups: []crud.Lookup{crud.IExact}},
	})
	// The pool has one connection, since each has a database in memory of its own.
	db, err := gorm.Open(sqlite.Open(":memory:"), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		log.Fatal(err)
	}
	pool, err := db.DB()
	if err != nil {
		log.Fatal(err)
	}
	pool.SetMaxOpenConns(1)
	defer pool.Close()
	if err := db.AutoMigrate(&City{}); err != nil {
		log.Fatal(err)
	}
	store, err := gormstore.New[City, int32](db)
	if err != nil {
		log.Fatal(err)
	}
	cities := crud.Must(crud.New(crud.Config[City, int32]{Store: store}))
	ctx := context.Background()
	if _, err := crud.NewCreator(cities).Create(ctx, &City{Name: "ÖREBRO"}); err != nil {
		log.Fatal(err)
	}
	page, err := crud.NewLister(cities).List(ctx, &crud.ListRequest[City]{
		Filter: crud.FilterOf[City](crud.Cond("name", crud.IExact, "örebro")),
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, city := range page.Results {
		fmt.Println(city.ID, city.Name)
	}
	// Output: 1 ÖREBRO
}
