package runtime

import (
	"errors"
	goruntime "runtime"
	"sync"
	"testing"
	"time"
	"unsafe"
)

// A refusal is found by any range of memory that has its address, goes with copies, and ends with the memory.
func TestRefusalTable(t *testing.T) {
	table := refusalTable{granules: map[uintptr][]*refusal{}}
	memory := new([4096]byte)
	at := func(i int) unsafe.Pointer { return unsafe.Pointer(&memory[i]) }
	first, second := errors.New("first"), errors.New("second")
	table.note(at(1000), first)
	table.note(at(1000), second)
	if err := table.find(at(0), 4096); err != first {
		t.Errorf("found %v", err)
	}
	for _, size := range []uintptr{1, 100, 1000} {
		if err := table.find(at(0), size); err != nil {
			t.Errorf("found %v in the first %d bytes", err, size)
		}
	}
	other := new([64]byte)
	table.carry(at(900), 200, unsafe.Pointer(other))
	table.forget(at(1000), 8)
	if table.find(at(0), 4096) != nil || table.find(unsafe.Pointer(other), 1) != first || table.pending.Load() != 1 {
		t.Error("the copy is not where the refusal is")
	}
	table.noteFilled(at(0), first, 1)
	table.noteFilled(at(0), second, 2)
	if n := table.filled(at(0)); n != 2 || table.find(at(0), 1) != second {
		t.Errorf("filled with %d", n)
	}
	table.filledUp(at(0))
	if table.find(at(0), 1) != nil {
		t.Error("an array with all its elements is in error")
	}
	goruntime.KeepAlive(other)
	waitFor(t, func() bool { goruntime.GC(); return table.pending.Load() == 0 })
	table.mu.Lock()
	defer table.mu.Unlock()
	if len(table.granules) != 0 {
		t.Error("dead memory is remembered")
	}
	goruntime.KeepAlive(memory)
}

func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not come")
		}
	}
}

// Many goroutines have refusals of their own.
func TestRefusalsConcurrently(t *testing.T) {
	table := refusalTable{granules: map[uintptr][]*refusal{}}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 1000 {
				own, refused := new([48]byte), errors.New("own")
				p := unsafe.Pointer(own)
				table.note(p, refused)
				if err := table.find(p, 48); err != refused {
					t.Errorf("found %v", err)
				}
				if table.forget(p, 48); table.find(p, 48) != nil {
					t.Error("it is not forgotten")
				}
			}
		})
	}
	wg.Wait()
	if n := table.pending.Load(); n != 0 {
		t.Errorf("%d are left", n)
	}
}
