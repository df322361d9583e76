package gormstore

import (
	"context"
	"errors"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
)

type measure struct {
	ID    int64
	Name  string `gorm:"not null"`
	Value float64
	At    time.Time
}

func (measure) TableName() string { return "readings" }

// rowsStreamed is how many rows TestStream makes; GORMSTORE_TEST_ROWS says otherwise.
func rowsStreamed(t *testing.T) int {
	n := 20_000
	if text := os.Getenv("GORMSTORE_TEST_ROWS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

func manyReadings(t *testing.T, db *gorm.DB, n int) {
	t.Helper()
	var err error
	if db.Name() == "postgres" {
		err = db.Exec("INSERT INTO readings SELECT n, 'reading number ' || n, n * 0.5, now() FROM generate_series(1, ?) n", n).Error
	} else {
		err = db.Exec(`WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ?)
			INSERT INTO readings SELECT n, 'reading number ' || n, n * 0.5, '2025-01-02 03:04:05+00:00' FROM s`, n).Error
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestStream reads many rows in little memory, leaves early, and ends with its context.
func TestStream(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx := context.Background()
		db := d.open(t)
		s := storeOf[measure, int64](t, db, d.options...)
		n := rowsStreamed(t)
		manyReadings(t, db, n)
		pool, err := db.DB()
		if err != nil {
			t.Fatal(err)
		}
		running := goleak.IgnoreCurrent()

		streamAll(t, s, n)
		began := time.Now()
		for i := range 5 {
			streamUntil(t, s, 10*i+1)
		}
		t.Logf("left 5 times in %v", time.Since(began).Round(time.Millisecond))
		if inUse := pool.Stats().InUse; inUse != 0 {
			t.Errorf("%d connections are in use", inUse)
		}
		streamCanceled(t, s, n)
		if err := s.Create(ctx, &measure{ID: int64(n) + 1}); err != nil {
			t.Error(err)
		}
		pool.SetMaxIdleConns(0) // a connection has goroutines of its own
		pool.SetMaxIdleConns(2)
		if err := goleak.Find(running); err != nil {
			t.Error(err)
		}
	})
}

// TestStreamLog shows that the logger is told of a stream once, and not how long its rows are looked at.
func TestStreamLog(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		db, log := recorded(d.open(t))
		s := storeOf[measure, int64](t, db, d.options...)
		manyReadings(t, db, 3)
		log.all, log.longest = nil, 0
		for _, err := range s.Stream(context.Background(), byID(t)) {
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(100 * time.Millisecond)
		}
		if len(log.all) != 1 || log.longest > 200*time.Millisecond {
			t.Errorf("after %v: %q", log.longest, log.all)
		}
	})
}

func byID(t *testing.T) *crud.Query {
	t.Helper()
	return orderBy[measure](t, fieldsOf[measure](t).Query(), "ID")
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// streamAll reads n rows, and sees how much memory that takes.
func streamAll(t *testing.T, s crud.Store[measure, int64], n int) {
	t.Helper()
	runtime.GC()
	base, most, seen := heap(), uint64(0), 0
	began := time.Now()
	for m, err := range s.Stream(context.Background(), byID(t)) {
		if err != nil {
			t.Fatal(err)
		}
		if seen++; m.ID != int64(seen) {
			t.Fatalf("row %d has the key %d", seen, m.ID)
		}
		if seen%1000 == 0 {
			most = max(most, heap())
		}
	}
	t.Logf("%d rows in %v, %d KiB of heap more", seen, time.Since(began).Round(time.Millisecond), (int64(most)-int64(base))>>10)
	if seen != n || most > base+64<<20 {
		t.Errorf("%d of %d rows, with %d MiB of heap more", seen, n, (most-base)>>20)
	}
}

// streamUntil leaves a stream after some rows.
func streamUntil(t *testing.T, s crud.Store[measure, int64], some int) {
	t.Helper()
	seen := 0
	for _, err := range s.Stream(context.Background(), byID(t)) {
		if err != nil {
			t.Error(err)
		}
		if seen++; seen == some {
			break
		}
	}
}

// streamCanceled ends the context of a stream of n rows.
func streamCanceled(t *testing.T, s crud.Store[measure, int64], n int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	seen := 0
	for _, err := range s.Stream(ctx, byID(t)) {
		if seen++; seen == 1 {
			cancel()
		}
		if err != nil {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("the error is %v", err)
			}
			break
		}
	}
	if seen >= n-1 {
		t.Error("the stream goes on after it was canceled")
	}
}

var _ crud.Store[thing, int32] = (*store[thing, int32])(nil)

// TestSlowStreams has as many slow readers as there are connections: others read meanwhile, and they get the rest.
func TestSlowStreams(t *testing.T) {
	const connections, rows = 2, 3000
	onEach(t, func(t *testing.T, d database) {
		db := d.open(t)
		s := storeOf[measure, int64](t, db, d.options...)
		manyReadings(t, db, rows)
		pool, err := db.DB()
		if err != nil {
			t.Fatal(err)
		}
		pool.SetMaxOpenConns(connections)
		var wg, waiting sync.WaitGroup
		answered := make(chan struct{})
		for i := range connections {
			waiting.Add(1)
			wg.Go(func() {
				q, seen, want := byID(t), 0, rows
				if i > 0 {
					q.Offset, q.Limit, want = 10, 2000, 2000
				}
				for m, err := range s.Stream(t.Context(), q) {
					if err != nil {
						t.Error(err)
						break
					}
					if seen++; seen == 2 {
						waiting.Done()
						<-answered
					}
					if m.ID != int64(seen+q.Offset) {
						t.Errorf("row %d has the key %d", seen, m.ID)
						break
					}
					*m = measure{} // it is the caller's
				}
				if seen != want {
					t.Errorf("%d of %d rows", seen, want)
				}
			})
		}
		waiting.Wait()
		q := &crud.Query{Where: []crud.Condition{{Field: fieldsOf[measure](t).Key(), Value: int64(1)}}}
		if _, err := s.Retrieve(t.Context(), q, false); err != nil {
			t.Error(err)
		}
		close(answered)
		wg.Wait()
	})
}

// TestWritingStream changes rows while they are streamed in one transaction.
func TestWritingStream(t *testing.T) {
	const rows = batch + 100
	onEach(t, func(t *testing.T, d database) {
		db := d.open(t)
		s := storeOf[measure, int64](t, db, d.options...)
		manyReadings(t, db, rows)
		err := s.Transaction(t.Context(), func(ctx context.Context) error {
			for m, err := range s.Stream(ctx, byID(t)) {
				if err != nil {
					return err
				}
				m.Name += "!"
				if err := s.Update(ctx, m, []*crud.Field{fieldsOf[measure](t).Named("name")}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var changed int64
		if err := db.Model(&measure{}).Where("name LIKE '%!' AND name NOT LIKE '%!!'").Count(&changed).Error; err != nil || changed != rows {
			t.Errorf("%d rows are changed, %v", changed, err)
		}
	})
}

// TestPanicOfAStream shows that a callback's panic comes out of the loop.
func TestPanicOfAStream(t *testing.T) {
	db := openSQLite(t)
	s := storeOf[measure, int64](t, db, Scope(func(context.Context, *gorm.DB) *gorm.DB { panic("oh no") }))
	defer func() {
		if v := recover(); v != "oh no" {
			t.Errorf("the panic is %v", v)
		}
	}()
	for range s.Stream(t.Context(), byID(t)) {
		t.Error("there is a row")
	}
	t.Error("there is no panic")
}
