package main

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	_ "github.com/jackc/pgx/v5/stdlib" // a driver of database/sql

	"github.com/grpcgen/grpcgen/internal/pgtest"
)

// The kinds of databases.
const (
	sqliteKind   = "SQLite"
	postgresKind = "PostgreSQL"
)

// database is where the questions are.
type database struct{ kind, dsn string }

// sqliteSettings are those that GORM's driver sets, for all contenders.
const sqliteSettings = "?_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=busy_timeout(10000)" +
	"&_texttotime=1&_inttotime=1&_time_format=sqlite"

const createSQLite = `
CREATE TABLE questions (
	id integer PRIMARY KEY AUTOINCREMENT, title text NOT NULL, body text NOT NULL, author text NOT NULL,
	votes integer NOT NULL, views integer NOT NULL, asked datetime NOT NULL, answer text
);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
INSERT INTO questions (title, body, author, votes, views, asked, answer)
SELECT 'What is question ' || i || ' about?', 'It is about the number ' || i || ', and about how many bytes a row of some length has on its way to a client.',
	'author ' || i %% 1000, i %% 100, i * 1000003, strftime('%%Y-%%m-%%d %%H:%%M:%%S.123456+00:00', 1700000000 + i, 'unixepoch'),
	CASE WHEN i %% 2 = 0 THEN 'The answer is ' || i END
FROM n`

const createPostgres = `
CREATE TABLE questions (
	id bigserial PRIMARY KEY, title text NOT NULL, body text NOT NULL, author text NOT NULL,
	votes integer NOT NULL, views bigint NOT NULL, asked timestamptz NOT NULL, answer text
);
INSERT INTO questions (title, body, author, votes, views, asked, answer)
SELECT 'What is question ' || i || ' about?', 'It is about the number ' || i || ', and about how many bytes a row of some length has on its way to a client.',
	'author ' || i %% 1000, i %% 100, i * 1000003, to_timestamp(1700000000 + i) + interval '123456 microseconds',
	CASE WHEN i %% 2 = 0 THEN 'The answer is ' || i END
FROM generate_series(1, %d::bigint) i`

// databases holds both databases, and what is to be done with them in the end.
type databases struct {
	sqlite, postgres database
	folder           string
	server           *pgtest.Server
}

// newDatabases makes both, with so many questions.
func newDatabases(rows int) (_ *databases, err error) {
	d := &databases{}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.close())
		}
	}()
	if d.folder, err = os.MkdirTemp("", "bench"); err != nil {
		return nil, err
	}
	d.sqlite = database{sqliteKind, "file:" + filepath.Join(d.folder, "questions.db") + sqliteSettings}
	if err = run("sqlite", d.sqlite.dsn, fmt.Sprintf(createSQLite, rows)); err != nil {
		return nil, err
	}
	if d.server, err = pgtest.New(); err != nil {
		return nil, err
	}
	d.postgres = database{postgresKind, d.server.DSN("postgres")}
	err = run("pgx", d.postgres.dsn+" default_query_exec_mode=simple_protocol", // takes several statements
		fmt.Sprintf(createPostgres, rows), "VACUUM ANALYZE questions", "CHECKPOINT")
	return d, err
}

// run runs scripts.
func run(driver, dsn string, scripts ...string) error {
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	for _, s := range scripts {
		if _, err := db.Exec(s); err != nil {
			return err
		}
	}
	return nil
}

func (d *databases) close() error {
	var err error
	if d.server != nil {
		err = d.server.Close()
	}
	return errors.Join(err, os.RemoveAll(d.folder))
}
