// Package database opens the database of the questions: SQLite, which needs no server, or PostgreSQL.
package database

import (
	"errors"
	"fmt"
	"strings"

	"github.com/libtnb/sqlite"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/gormstore"
	"github.com/grpcgen/grpcgen/example/question"
)

// Default is the database that is used when none is named.
const Default = "sqlite:db.sqlite3"

// Open opens a database by its URL, makes the table if it has none, and returns its questions and how to close it. The URL
// is sqlite:PATH, sqlite::memory:, or what PostgreSQL's libpq takes, such as postgres://user@localhost/name. It is Default
// if it is empty.
func Open(url string) (store crud.Store[question.Question, int32], closeAll func() error, err error) {
	if url == "" {
		url = Default
	}
	var dialect gorm.Dialector = postgres.Open(url)
	path, isFile := strings.CutPrefix(url, "sqlite:")
	if isFile {
		dialect = sqlite.Open(path)
		if path != ":memory:" {
			dialect = sqlite.Open("file:" + path + "?_pragma=journal_mode(WAL)&_pragma=busy_timeout(10000)&_pragma=synchronous(FULL)")
		}
	}
	db, err := gorm.Open(dialect, &gorm.Config{Logger: logger.Discard}) // errors are returned, and what clients are not told is logged
	if err != nil {
		return nil, nil, fmt.Errorf("the database: %w", err)
	}
	pool, err := db.DB()
	if err != nil {
		return nil, nil, err
	}
	if path == ":memory:" {
		pool.SetMaxOpenConns(1) // each connection has a memory of its own
	}
	if store, err = open(db); err != nil {
		return nil, nil, errors.Join(err, pool.Close())
	}
	return store, pool.Close, nil
}

// open leaves a table as it is that is there already, such as that of the Django application.
func open(db *gorm.DB) (crud.Store[question.Question, int32], error) {
	if tables := db.Migrator(); !tables.HasTable(&question.Question{}) {
		if err := tables.CreateTable(&question.Question{}); err != nil {
			return nil, fmt.Errorf("the table of the questions: %w", err)
		}
	}
	return gormstore.New[question.Question, int32](db)
}
