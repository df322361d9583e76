// Package database keeps a bibliography in SQLite or PostgreSQL.
package database

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/libtnb/sqlite"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/gormstore"
	"github.com/grpcgen/grpcgen/example/bib"
)

// Open opens the database of a URL, postgres://..., or of a connection string of PostgreSQL, host=... dbname=...; everything
// else is the name of a SQLite file, which is made if it is not there. Tables that are not there are made, and columns.
func Open(url string) (*gorm.DB, error) { return With(dialect(url)) }

// With opens the database of a dialect of GORM.
func With(dialect gorm.Dialector) (*gorm.DB, error) {
	db, err := gorm.Open(dialect, &gorm.Config{
		NowFunc: func() time.Time { return time.Now().UTC() },
		Logger:  logger.Discard, // errors are those of calls
	})
	if err != nil {
		return nil, err
	}
	err = db.AutoMigrate(&bib.Author{}, &bib.Publisher{}, &bib.PublicationCategory{}, &bib.Book{}, &bib.Journal{}, &bib.Image{})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("migrate: %w", err), Close(db))
	}
	return db, nil
}

func dialect(url string) gorm.Dialector {
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") || strings.Contains(url, "dbname=") {
		return postgres.Open(url)
	}
	return sqlite.Open(url + "?" + SQLite)
}

// SQLite is how SQLite is to work: foreign keys hold, readers do not wait for writers, and a transaction begins by taking
// the lock to write, so that none fails in its middle because of another one.
const SQLite = "_pragma=foreign_keys(1)&_pragma=journal_mode(WAL)&_pragma=busy_timeout(5000)&_txlock=immediate"

// Close closes a database.
func Close(db *gorm.DB) error {
	pool, err := db.DB()
	if err != nil {
		return err
	}
	return pool.Close()
}

// Stores returns the stores of a database.
func Stores(db *gorm.DB) (bib.Stores, error) {
	var s bib.Stores
	err := errors.Join(
		store(db, &s.Authors), store(db, &s.Publishers), store(db, &s.Categories),
		store(db, &s.Books), store(db, &s.Journals), store(db, &s.Images),
	)
	return s, err
}

func store[M any](db *gorm.DB, to *crud.Store[M, uuid.UUID]) (err error) {
	*to, err = gormstore.New[M, uuid.UUID](db)
	return err
}
