package main

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/libtnb/sqlite"
	"google.golang.org/grpc"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen"
	"github.com/grpcgen/grpcgen/bench/question"
	"github.com/grpcgen/grpcgen/bench/rival/byhand"
	"github.com/grpcgen/grpcgen/bench/rival/plaingorm"
	pb "github.com/grpcgen/grpcgen/bench/rival/questionpb"
	"github.com/grpcgen/grpcgen/crud/gormstore"
)

// register adds a service to a server.
type register = func(grpc.ServiceRegistrar)

// modelContender is a way to serve the rows of a database.
type modelContender struct {
	name    string
	options []grpc.ServerOption
	open    func(d database) (register, error)
}

// modelContenders returns them; the names of databases are those of databaseKinds.
func modelContenders() []modelContender {
	return []modelContender{
		{"hand-written", nil, openByHand},
		{"plain GORM", nil, openPlainGORM},
		{"grpcgen", nil, openOurs},
		{"grpcgen, opt-in codec", []grpc.ServerOption{grpcgen.ServerOption()}, openOurs},
	}
}

// atOnce is how many calls are under way, so that a server always has something to do and does not pay for waking up at
// each.
const atOnce = 8

// connections is how many connections each contender may have, and keeps. SQLite has one writer at a time: with more
// connections, calls would pay for waiting in it.
func connections(kind string) int {
	if kind == sqliteKind {
		return 1
	}
	return atOnce
}

func openByHand(d database) (register, error) {
	if d.kind == postgresKind {
		pool, err := pgxpool.New(context.Background(), fmt.Sprintf("%s pool_max_conns=%d", d.dsn, connections(d.kind)))
		return func(s grpc.ServiceRegistrar) { pb.RegisterQuestionServiceServer(s, &byhand.Postgres{Pool: pool}) }, err
	}
	db, err := sql.Open("sqlite", d.dsn)
	if err != nil {
		return nil, err
	}
	limit(db, d.kind)
	service, err := byhand.NewSQLite(db)
	return func(s grpc.ServiceRegistrar) { pb.RegisterQuestionServiceServer(s, service) }, err
}

func limit(db *sql.DB, kind string) {
	db.SetMaxOpenConns(connections(kind))
	db.SetMaxIdleConns(connections(kind))
}

func openGORM(d database) (*gorm.DB, error) {
	dialect := sqlite.Open(d.dsn)
	if d.kind == postgresKind {
		dialect = postgres.Open(d.dsn)
	}
	db, err := gorm.Open(dialect, &gorm.Config{})
	if err != nil {
		return nil, err
	}
	pool, err := db.DB()
	if err == nil {
		limit(pool, d.kind)
	}
	return db, err
}

func openPlainGORM(d database) (register, error) {
	db, err := openGORM(d)
	return func(s grpc.ServiceRegistrar) { pb.RegisterQuestionServiceServer(s, &plaingorm.Service{DB: db}) }, err
}

func openOurs(d database) (register, error) {
	db, err := openGORM(d)
	if err != nil {
		return nil, err
	}
	store, err := gormstore.New[question.Question, int64](db)
	if err != nil {
		return nil, err
	}
	service, err := question.New(store)
	return func(s grpc.ServiceRegistrar) { question.RegisterQuestionServiceServer(s, service) }, err
}
