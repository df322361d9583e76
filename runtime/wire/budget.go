package wire

import (
	"math"
	"unsafe"
)

// Two bytes of input are a message, and what Go holds it in can be as large as its type likes. So what a message may ask for
// is bounded by its size. Of each element of a slice or a map, and of each value that is reached by a pointer, only what lies
// above freeBytes counts: ordinary types cost nothing. What would be too much fails before it is allocated.
const (
	freeBytes    = 128
	basicBudget  = 8 << 20
	budgetByByte = 64
)

// unlimited is a number of elements that no input has, with room for one more.
const unlimited = math.MaxInt - 1

// budget is what one message may ask for, in bytes.
type budget struct {
	left      int            // of what it may
	lookBelow int            // what must be left, or the message is looked over
	demand    func() *Demand // of the message
}

// BudgetExceeded is what a read panics with where it has no code to return.
type BudgetExceeded struct{}

// Reason says what to do.
func (BudgetExceeded) Reason() string { return reasons[codeMemory] }

// Counted returns how many bytes of an element of a size count.
func Counted(size uintptr) int { return max(int(size)-freeBytes, 0) }

// counted returns how many bytes of a T count.
func counted[T any]() int { return Counted(unsafe.Sizeof(*new(T))) }

// affordable returns how many elements of which size bytes count the rest of the budget is enough for.
func (d *Decoder) affordable(size int) int {
	if size == 0 {
		return unlimited
	}
	return d.left / size
}

// afford takes n elements of type T from the budget, and reports false if it is not enough.
func afford[T any](d *Decoder, n int) bool {
	size := counted[T]()
	return size == 0 || d.spend(n, size)
}

// spend is afford for elements of which size bytes count.
func (d *Decoder) spend(n, size int) bool {
	if n > d.affordable(size) {
		return false
	}
	d.left -= n * size
	return d.left >= d.lookBelow || d.foresee()
}

// foresees reports whether the budget is enough for what the pointers of a repeated field will point to, all of them, of
// which each counts size bytes.
func (d *Decoder) foresees(b []byte, i int, tag uint64, size int) bool {
	most := d.affordable(size)
	return size == 0 || d.count(b, i, tag, false, most+1) <= most
}

// mustAfford is afford for a value in the middle of an expression.
func mustAfford[T any](d *Decoder) {
	if !afford[T](d, 1) {
		panic(BudgetExceeded{})
	}
}
