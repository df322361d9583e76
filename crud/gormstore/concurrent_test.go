package gormstore

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/libtnb/sqlite"
	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/internal/pgtest"

	"gorm.io/driver/postgres"
)

type counter struct {
	ID int64
	N  int64 `gorm:"not null"`
}

// TestSerializable counts with many hands at the strictest isolation level: no count is lost.
func TestSerializable(t *testing.T) {
	const hands, each = 8, 20
	onEach(t, func(t *testing.T, d database) {
		ctx := context.Background()
		s := storeOf[counter, int64](t, d.open(t), append(slices.Clone(d.options), Isolation(sql.LevelSerializable))...)
		if err := s.Create(ctx, &counter{}); err != nil {
			t.Fatal(err)
		}
		q := &crud.Query{Where: []crud.Condition{{Field: fieldsOf[counter](t).Key(), Value: int64(1)}}}
		increment := func(ctx context.Context) error {
			m, err := s.Retrieve(ctx, q, true)
			if err != nil {
				return err
			}
			m.N++
			return s.Update(ctx, m, []*crud.Field{fieldsOf[counter](t).Named("N")})
		}
		var wg sync.WaitGroup
		for range hands {
			wg.Go(func() {
				for range each {
					err := s.Transaction(ctx, increment)
					for attempt := 0; errors.Is(err, crud.ErrRetry) && attempt < 1000; attempt++ {
						time.Sleep(time.Duration(attempt) * time.Millisecond)
						err = s.Transaction(ctx, increment)
					}
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if m, err := s.Retrieve(ctx, q, false); err != nil || m.N != hands*each {
			t.Errorf("the count is %v, not %d: %v", m, hands*each, err)
		}
	})
}

// writeUntil stores rows until it fails, and tells of each that is acknowledged.
func writeUntil(s crud.Store[counter, int64], acknowledged func(int64)) error {
	for n := int64(1); ; n++ {
		m := &counter{N: n}
		if err := s.Create(context.Background(), m); err != nil {
			return err
		}
		acknowledged(m.ID)
	}
}

// TestKilledPostgres kills the server while rows are written, twice: what it acknowledged is there when it is back.
func TestKilledPostgres(t *testing.T) {
	killed := pgtest.Start(t)
	db := opened(t, postgres.Open(killed.DSN("postgres")))
	for _, options := range [][]Option{nil, {byGORM()}} {
		s := storeOf[counter, int64](t, db, options...)
		var acknowledged sync.Map
		var n atomic.Int64
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				err := writeUntil(s, func(id int64) {
					acknowledged.Store(id, true)
					n.Add(1)
				})
				if !errors.Is(err, crud.ErrUnavailable) {
					t.Errorf("a lost server is %v", err)
				}
			})
		}
		for deadline := time.Now().Add(time.Minute); n.Load() < 100 && time.Now().Before(deadline); {
			time.Sleep(5 * time.Millisecond)
		}
		if err := killed.Kill(); err != nil {
			t.Fatal(err)
		}
		wg.Wait()
		if err := killed.Restart(); err != nil {
			t.Fatal(err)
		}
		lost := missing(t, s, &acknowledged)
		if n.Load() < 100 || len(lost) > 0 {
			t.Errorf("%d rows were acknowledged, of which are lost: %v", n.Load(), lost)
		}
		if err := s.Create(context.Background(), &counter{}); err != nil {
			t.Errorf("the store does not recover: %v", err)
		}
	}
}

// missing lists the rows that are not there.
func missing(t *testing.T, s crud.Store[counter, int64], acknowledged *sync.Map) (lost []int64) {
	t.Helper()
	stored := map[int64]bool{}
	for m, err := range s.Stream(context.Background(), fieldsOf[counter](t).Query()) {
		if err != nil {
			t.Fatal(err)
		}
		stored[m.ID] = true
	}
	acknowledged.Range(func(id, _ any) bool {
		if !stored[id.(int64)] {
			lost = append(lost, id.(int64))
		}
		return true
	})
	return lost
}

const writerVariable = "GORMSTORE_TEST_WRITER"

// writeForever is the process that TestKilledSQLite kills.
func writeForever(path string) {
	db, err := gorm.Open(sqlite.Open(sqliteDSN(path)), config())
	if err == nil {
		var s crud.Store[counter, int64]
		if s, err = New[counter, int64](db); err == nil {
			err = writeUntil(s, func(id int64) { fmt.Println(id) })
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// TestKilledSQLite kills a process that writes: what it said to be written is in the file.
func TestKilledSQLite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "killed.db")
	s := storeOf[counter, int64](t, opened(t, sqlite.Open(sqliteDSN(path))))
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), writerVariable+"="+path)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var acknowledged sync.Map
	n := 0
	for lines := bufio.NewScanner(out); lines.Scan(); n++ {
		var id int64
		if _, err := fmt.Sscan(lines.Text(), &id); err != nil {
			t.Error(err)
		}
		acknowledged.Store(id, true)
		if n == 100 {
			if err := cmd.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
	}
	_ = cmd.Wait() // it was killed
	if lost := missing(t, s, &acknowledged); n < 100 || len(lost) > 0 {
		t.Errorf("%d rows were acknowledged, of which are lost: %v\n%s", n, lost, stderr.String())
	}
	if err := s.Create(context.Background(), &counter{}); err != nil {
		t.Error(err)
	}
}
